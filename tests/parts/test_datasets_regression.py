"""The regression sets: the embedded one is scikit-learn's, and the other one is read from a file that is there or fetched."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from autograder.datasets import load_airfoil, load_diabetes, regression


@pytest.fixture(scope="module")
def bunch():
    from sklearn import datasets

    return datasets.load_diabetes(scaled=False)


@pytest.fixture(autouse=True)
def no_network(tmp_path, monkeypatch):
    monkeypatch.setenv("DL_DATASETS_MIRROR", str(tmp_path / "mirror"))


def noise_of(rows: int) -> np.ndarray:
    """A table of the right form: the row's number in the first column, random numbers in the others."""
    table = np.random.default_rng(rows).normal(size=(rows, 6)).round(4)
    table[:, 0] = np.arange(rows)
    return table


def written(folder, table) -> None:
    np.savetxt(folder / "airfoil_self_noise.dat", table, delimiter="\t", fmt="%.4f")


def standardised(columns):
    return (columns - columns.mean(axis=0)) / columns.std(axis=0)


def test_the_embedded_patients_are_scikit_learns(bunch):
    features, target = regression.raw_diabetes()
    np.testing.assert_array_equal(features, bunch.data)
    np.testing.assert_array_equal(target, bunch.target)
    assert (features.dtype, features.shape, target.dtype, target.shape) == (np.float64, (442, 10), np.int16, (442,))


def test_packing_the_patients_again_gives_the_same_arrays(tmp_path, bunch, monkeypatch):
    regression.pack_diabetes(tmp_path / "diabetes.npz")
    monkeypatch.setattr(regression, "STORED", tmp_path / "diabetes.npz")
    np.testing.assert_array_equal(regression.raw_diabetes()[0], bunch.data)
    np.testing.assert_array_equal(regression.raw_diabetes()[1], bunch.target)


def test_targets_that_would_not_fit_are_not_packed(tmp_path, bunch, monkeypatch):
    halves = type(bunch)(data=bunch.data, target=bunch.target / 2)
    monkeypatch.setattr("sklearn.datasets.load_diabetes", lambda scaled: halves)
    with pytest.raises(ValueError, match="no longer whole numbers"):
        regression.pack_diabetes(tmp_path / "diabetes.npz")
    assert not (tmp_path / "diabetes.npz").exists()


def test_the_patients_are_standardised_and_in_order(bunch):
    patients = load_diabetes()
    assert (patients.name, patients.X.dtype, patients.y.dtype) == ("diabetes", np.float64, np.float64)
    np.testing.assert_allclose(patients.X, standardised(bunch.data), atol=1e-12)
    np.testing.assert_allclose(patients.y, standardised(bunch.target), atol=1e-12)


def test_the_first_1500_rows_of_the_airfoil_file_are_standardised(tmp_path):
    table = noise_of(1503)
    written(tmp_path, table)
    airfoil = load_airfoil(tmp_path)
    assert (airfoil.name, airfoil.X.dtype, airfoil.y.dtype) == ("airfoil self-noise", np.float64, np.float64)
    np.testing.assert_allclose(airfoil.X, standardised(table[:1500, :5]), atol=1e-12)
    np.testing.assert_allclose(airfoil.y, standardised(table[:1500, 5]), atol=1e-12)


def test_the_folder_is_the_argument_then_the_variable_then_the_cache(tmp_path, monkeypatch):
    folders = [tmp_path / "given", tmp_path / "named", tmp_path / ".cache" / "dl-autograder"]
    tables = [noise_of(1500), noise_of(1501), noise_of(1502)]
    for folder, table in zip(folders, tables, strict=True):
        folder.mkdir(parents=True)
        written(folder, table)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DL_DATASETS", str(folders[1]))
    found = [load_airfoil(str(folders[0])), load_airfoil()]
    monkeypatch.setenv("DL_DATASETS", "")
    found.append(load_airfoil())
    monkeypatch.delenv("DL_DATASETS")
    found.append(load_airfoil())
    for airfoil, table in zip(found, [*tables, tables[-1]], strict=True):
        np.testing.assert_allclose(airfoil.y, standardised(table[:1500, 5]), atol=1e-12)


def test_a_missing_file_is_fetched(tmp_path, monkeypatch):
    table = noise_of(1503)
    (tmp_path / "mirror").mkdir()
    written(tmp_path / "mirror", table)
    content = (tmp_path / "mirror" / "airfoil_self_noise.dat").read_bytes()
    (file,) = regression.AIRFOIL.files
    known = replace(file, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    monkeypatch.setattr(regression, "AIRFOIL", replace(regression.AIRFOIL, files=(known,)))
    airfoil = load_airfoil(tmp_path / "new" / "folder")
    np.testing.assert_allclose(airfoil.y, standardised(table[:1500, 5]), atol=1e-12)
    assert (tmp_path / "new" / "folder" / "airfoil_self_noise.dat").read_bytes() == content


def test_a_file_that_does_not_come_is_said_with_where_to_get_it_and_where_to_put_it(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        load_airfoil(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/airfoil_self_noise.dat is not there, and fetching it failed: "
        f"{tmp_path}/mirror/airfoil_self_noise.dat.gz is not there; "
        f"{tmp_path}/mirror/airfoil_self_noise.dat is not there. Get airfoil_self_noise.dat from the UCI Machine Learning "
        f"Repository (Airfoil Self-Noise, https://doi.org/10.24432/C5VW2C) and put it into {tmp_path}, or name a mirror "
        "or a folder that has airfoil_self_noise.dat in the environment variable DL_DATASETS_MIRROR."
    )


def test_a_file_given_is_not_replaced_by_one_elsewhere(tmp_path, monkeypatch):
    written(tmp_path, noise_of(1500))
    monkeypatch.setenv("DL_DATASETS", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"elsewhere/airfoil_self_noise\.dat is not there"):
        load_airfoil(tmp_path / "elsewhere")


@pytest.mark.parametrize(
    "table",
    [noise_of(1499), noise_of(1500)[:, :5], np.where(noise_of(1500) == 3, np.nan, noise_of(1500))],
    ids=["a row short", "a column short", "not finite"],
)
def test_a_file_of_another_form_is_refused(tmp_path, table):
    written(tmp_path, table)
    with pytest.raises(ValueError, match=r"is not the airfoil data: it has no 1500 rows of six finite numbers$"):
        load_airfoil(tmp_path)


def test_a_web_page_saved_under_its_name_is_refused(tmp_path):
    (tmp_path / "airfoil_self_noise.dat").write_text("<html><body>Not found</body></html>\n")
    with pytest.raises(ValueError, match="is not the airfoil data: could not convert"):
        load_airfoil(tmp_path)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "airfoil_self_noise.dat").write_text("")
    with pytest.raises(ValueError, match="is not the airfoil data"):
        load_airfoil(tmp_path)
