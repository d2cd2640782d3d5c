"""Keys: recorded from the reference and the mistakes, written and read again, and never half believed when damaged."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save

from autograder import course, key, keyfile, recording
from autograder.errors import CourseError
from autograder.grading import workers_for
from autograder.key import Key, Signature
from autograder.sandbox import Limits
from autograder.version import version
from autograder.wire import decode_arrays

AT, ABOVE, MISTAKE = ("f", "a"), ("g", "b"), ("f", "halves")
KEY = Key(
    seed="public",
    expected={AT: {"out": np.arange(6.0).reshape(2, 3), "loss": np.array(1.5)}, ABOVE: {"dx": np.zeros((0, 2))}},
    calls={AT: (("f", "x (2, 3)", "an array (2, 3)"),), ABOVE: ()},
    producers={AT: {"out": 0}, ABOVE: {}},
    shapes={AT: {"out": (2, 3), "loss": ()}, ABOVE: {"dx": (0, 2)}},
    signatures={
        MISTAKE: {AT: Signature({"out": np.ones((2, 3))}), ABOVE: Signature(error="ValueError")},
        ("g", "harmless"): {},
    },
    hints={MISTAKE: "Why a half, “Ünal”?", ("g", "harmless"): "?"},
    digest="0123",
)


def same(one: Key, other: Key) -> bool:
    return keyfile.dump(one) == keyfile.dump(other)


def with_value(value: float) -> Key:
    return replace(KEY, expected={**KEY.expected, AT: {**KEY.expected[AT], "loss": np.array(value)}})


def with_head(**changes: object) -> bytes:
    data = keyfile.dump(KEY)
    head = json.loads(json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])["__metadata__"]["autograder"])
    head = {name: value for name, value in (head | changes).items() if value is not ...}
    return save(decode_arrays(data), metadata={"autograder": json.dumps(head)})


def damaged(data: bytes) -> str:
    with pytest.raises(CourseError) as caught:
        keyfile.parse(data, "the.key")
    return str(caught.value)


def test_a_key_survives_being_written():
    read = keyfile.parse(keyfile.dump(KEY), "the.key")
    assert same(read, KEY)
    for name in ("seed", "digest", "calls", "producers", "shapes", "hints"):
        assert getattr(read, name) == getattr(KEY, name), name
    assert read.expected.keys() == KEY.expected.keys()
    assert list(read.expected[AT]) == ["out", "loss"]
    assert read.expected[AT]["loss"].shape == ()
    assert read.expected[ABOVE]["dx"].shape == (0, 2)
    np.testing.assert_array_equal(read.expected[AT]["out"], KEY.expected[AT]["out"])
    assert read.signatures[MISTAKE][ABOVE] == Signature(error="ValueError")
    np.testing.assert_array_equal(read.signatures[MISTAKE][AT].outputs["out"], np.ones((2, 3)))
    assert read.signatures["g", "harmless"] == {}


def test_the_same_key_is_the_same_bytes():
    assert keyfile.dump(KEY) == keyfile.dump(replace(KEY))
    assert keyfile.dump(KEY) != keyfile.dump(replace(KEY, seed="other"))


def test_a_key_file_that_is_missing_is_told(tmp_path):
    with pytest.raises(CourseError) as caught:
        keyfile.load(tmp_path / "the.key")
    assert str(caught.value) == (
        f"{tmp_path}/the.key is missing (No such file or directory); fetch the folder again, or run `make release`."
    )


def test_a_key_is_loaded_from_its_file(tmp_path):
    (tmp_path / "the.key").write_bytes(keyfile.dump(KEY))
    assert same(keyfile.load(tmp_path / "the.key"), KEY)


def test_a_key_cut_short_anywhere_is_damaged():
    whole = keyfile.dump(KEY)
    for length in range(len(whole)):
        said = damaged(whole[:length])
        assert said.startswith("the.key is damaged (")
        assert said.endswith("); fetch the folder again, or run `make release`.")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 40,
        save({"a": np.ones(2)}),
        save({"a": np.ones(2)}, metadata={"autograder": "{"}),
        save({"a": np.ones(2)}, metadata={"autograder": "[]"}),
        save({"a": np.ones(2)}, metadata={"other": "{}"}),
        with_head(seed=...),
        with_head(outputs={"f.a": ["missing"]}),
        with_head(outputs={"f": ["out"]}),
        with_head(outputs={"f.a.b": []}),
        with_head(calls={"f.a": [["only", "two"]]}),
        with_head(errors={"nobody|f.a": "ValueError"}),
        with_head(errors={"f.nobody|f.a": "ValueError"}),
    ],
)  # fmt: skip
def test_what_is_no_key_is_damaged(data):
    assert damaged(data).startswith("the.key is damaged (")


@pytest.mark.parametrize(
    "data",
    [
        keyfile.dump(KEY).replace(b"signature|f.halves|f.a|out", b"signature|f.halves|f.a}out"),
        with_head(outputs=[]),
        with_head(calls=None),
    ],
    ids=["one_bit_of_a_name", "list_of_outputs", "no_calls"],
)
def test_what_is_nearly_a_key_is_damaged(data):
    damaged(data)


@pytest.mark.parametrize("data", [save({"a": np.ones(2)}, metadata={"autograder": "{}"}), with_head(format=0)])
def test_a_key_of_another_format_is_told_as_such(data):
    assert damaged(data) == (
        "the.key was made by another version of the kit; install the version that your course uses, or run `make release`."
    )


def test_a_changed_bit_of_the_header_is_damage_or_another_key():
    whole = keyfile.dump(KEY)
    for place in range(8 + struct.unpack("<Q", whole[:8])[0]):
        data = bytearray(whole)
        data[place] ^= 1
        try:
            assert not same(keyfile.parse(bytes(data), "the.key"), KEY), place
        except CourseError as error:
            assert str(error).startswith(("the.key is damaged (", "the.key was made by another version")), place


@pytest.mark.parametrize("change", [0.0, 1e-10, -1e-10])
def test_keys_that_differ_by_rounding_are_the_same(change):
    assert keyfile.same_but_for_rounding(KEY, with_value(1.5 + change))


@pytest.mark.parametrize(
    "other",
    [
        with_value(1.5 + 1e-6), with_value(np.nan), replace(KEY, seed="x"), replace(KEY, digest="x"),
        replace(KEY, hints={**KEY.hints, MISTAKE: "!"}), replace(KEY, producers={AT: {"out": 1}, ABOVE: {}}), replace(KEY, calls={AT: (), ABOVE: ()}),
        replace(KEY, signatures={**KEY.signatures, MISTAKE: {AT: KEY.signatures[MISTAKE][AT]}}),
        replace(KEY, expected={**KEY.expected, AT: {"out": np.arange(6.0).reshape(3, 2), "loss": np.array(1.5)}}),
        replace(KEY, expected={AT: KEY.expected[AT]}),
    ],
    ids=["number", "nan", "seed", "digest", "hint", "producer", "calls", "signature", "shape", "check"],
)  # fmt: skip
def test_keys_that_differ_otherwise_are_not(other):
    assert not keyfile.same_but_for_rounding(KEY, other)


def test_a_part_of_a_key_has_nothing_of_other_exercises():
    part = key.restricted(KEY, {"f"})
    for known in (part.expected, part.calls, part.producers, part.shapes, part.signatures[MISTAKE]):
        assert set(known) == {AT}
    assert part.hints == KEY.hints


# Recorded from the toy course, in workers without a sandbox ----------------------------------------------------------


@pytest.fixture(scope="module")
def recorded(tmp_path_factory, toy_files):
    folder = tmp_path_factory.mktemp("course")
    for name, text in toy_files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    assignment = course.course(folder).assignment("toy")
    with workers_for(assignment, "none") as workers:
        return assignment, recording.record(assignment, "public", workers)


def test_the_key_is_what_the_reference_observes(recorded):
    assignment, made = recorded
    from autograder.draw import Draw, seed_of

    x = Draw(seed_of("public", "toy", "double", "of_a_matrix")).normal(3, 4)
    np.testing.assert_array_equal(made.expected["double", "of_a_matrix"]["out"], 2 * x)
    x = Draw(seed_of("public", "toy", "column_sums", "of_many_rows")).normal(6, 3)
    np.testing.assert_allclose(made.expected["column_sums", "of_many_rows"]["std"], np.std((2 * x).sum(axis=0)))
    assert made.calls["double", "of_a_vector"] == (("double", "x (5,)", "an array (5,)"),)
    assert made.producers["double", "of_a_vector"] == {"out": 0}
    assert made.shapes["column_sums", "of_many_rows"] == {"out": (3,)}
    assert made.digest == recording.digest_of(assignment, "public")


def test_a_signature_is_what_the_mistake_observes_everywhere_it_reaches(recorded):
    _, made = recorded
    triples = made.signatures["double", "triples"]
    assert set(triples) == set(made.expected)
    for where, outputs in made.expected.items():
        for name, value in outputs.items():
            np.testing.assert_allclose(triples[where].outputs[name], 1.5 * value)
    (found,) = made.signatures["column_sums", "adds_no_axis"].items()
    assert found == (("column_sums", "of_many_rows"), Signature(error="AxisError"))
    assert made.hints["double", "triples"] == "How often is x in the result?"


def test_a_recorded_key_survives_being_written(recorded):
    _, made = recorded
    assert same(keyfile.parse(keyfile.dump(made), "the.key"), made)


def test_the_public_part_knows_nothing_of_hidden_checks(recorded):
    assignment, made = recorded
    public = key.public_part(made, assignment)
    assert set(public.expected) == {("double", "of_a_matrix"), ("column_sums", "of_many_rows")}
    assert b"of_a_vector" not in keyfile.dump(public)
    assert b"of_a_vector" in keyfile.dump(made)


def test_the_digest_depends_on_everything_that_the_key_depends_on(recorded, tmp_path, toy_files):
    assignment, _ = recorded
    known = {recording.digest_of(assignment, "public"), recording.digest_of(assignment, "secret")}
    known.add(recording.digest_of(replace(assignment, limits=Limits(seconds=9)), "public"))
    for place, name in enumerate(["toy/layers.py", "toy/_checks/layers.py", "toy/_mistakes/layers.py"]):
        folder = tmp_path / str(place)
        for each, text in toy_files.items():
            (folder / each).parent.mkdir(parents=True, exist_ok=True)
            (folder / each).write_text(text + ("\n# changed\n" if each == name else ""))
        known.add(recording.digest_of(course.course(folder).assignment("toy"), "public"))
    assert len(known) == 6


def test_a_key_is_recorded_once_and_then_taken_from_the_cache(recorded, tmp_path):
    assignment, made = recorded
    path = tmp_path / "cache" / f"toy-{made.digest}-{version()}.safetensors"

    def nobody():
        raise AssertionError("nothing had to be recorded")

    first = recording.cached(assignment, "public", lambda: workers_for(assignment, "none"), tmp_path / "cache")
    assert same(first, made)
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    assert same(recording.cached(assignment, "public", nobody, tmp_path / "cache"), made)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    again = recording.cached(assignment, "public", lambda: workers_for(assignment, "none"), tmp_path / "cache")
    assert same(again, made)
    assert path.read_bytes() == whole
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_mistake_that_returns_nothing_leaves_the_mark_of_a_missing_output(solutions, toy_files):
    forgets = toy_files["toy/_mistakes/layers.py"].replace('"2.0 * x", "3.0 * x"', '"return 2.0 * x", "2.0 * x"')
    assignment = course.course(solutions({"toy/_mistakes/layers.py": forgets})).assignment("toy")
    with workers_for(assignment, "none") as workers:
        made = recording.record(assignment, "public", workers).signatures["double", "triples"]
    assert made["double", "of_a_matrix"].outputs["out"].shape == (0,)
    assert made["column_sums", "of_many_rows"] == Signature(error="AttributeError")


def recording_fails(solutions, changes: dict[str, str]) -> str:
    assignment = course.course(solutions(changes)).assignment("toy")
    with workers_for(assignment, "none") as workers, pytest.raises(CourseError) as caught:
        recording.record(assignment, "public", workers)
    return str(caught.value)


def test_a_reference_that_fails_its_own_check_is_told_with_the_line(solutions, toy_files):
    broken = toy_files["toy/layers.py"].replace("2.0 * x", "x / None")
    said = recording_fails(solutions, {"toy/layers.py": broken, "toy/_mistakes/layers.py": ""})
    assert said.startswith("The reference does not answer toy.double.of_a_matrix: TypeError: unsupported operand")
    assert said.endswith("(layers.py, line 9).")


def test_a_reference_that_answers_with_no_array_is_told(solutions, toy_files):
    broken = toy_files["toy/layers.py"].replace("2.0 * x", "None")
    said = recording_fails(solutions, {"toy/layers.py": broken, "toy/_mistakes/layers.py": ""})
    assert said == "The reference does not answer toy.double.of_a_matrix: {'out': 'None'}."


def test_a_check_that_observes_nothing_is_told(solutions, toy_files):
    idle = toy_files["toy/_checks/layers.py"].replace('return {"out": layers.double(draw.normal(3, 4))}', "return {}")
    said = recording_fails(solutions, {"toy/_checks/layers.py": idle})
    assert said == "toy.double.of_a_matrix observes nothing; let it return at least one output."


def test_a_mistake_that_no_longer_fits_is_told_with_its_file(solutions, toy_files):
    stale = toy_files["toy/_mistakes/layers.py"].replace('"2.0 * x"', '"2 * x"')
    said = recording_fails(solutions, {"toy/_mistakes/layers.py": stale})
    assert said == (
        "The mistake double.triples: '2 * x' is 0 times in the reference, where an edit needs it exactly once. "
        "Bring it in line with layers.py."
    )


def test_a_catalogue_of_thousands_of_signatures_is_read_again():
    """More arrays than a worker may send: this file is our own."""
    many = {("f", f"mistake_{number}"): {AT: Signature({"out": np.full((2, 3), number)})} for number in range(5000)}
    large = replace(KEY, signatures=many, hints=dict.fromkeys(many, "?"))
    assert same(keyfile.parse(keyfile.dump(large), "large"), large)
