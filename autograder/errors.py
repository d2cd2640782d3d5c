"""The exceptions that are ours: each says what, where and the way out. A student's failure is a verdict, never one.

KitError              anything below; the command line prints it as one sentence and exits with 2
├── CourseError       the solution tree, or a released folder, is not as it should be
├── SandboxError      students' code cannot be run safely here
└── IntakeError       a submission that cannot be taken in; becomes that submission's result
"""


class KitError(Exception):
    """Something that an instructor, an author or the machine has to put right."""


class CourseError(KitError):
    """The course's own files are not as they should be."""


class SandboxError(KitError):
    """Students' code cannot be run safely on this machine."""


class SandboxLostError(Exception):
    """The sandbox ended under a worker: somebody or something killed it. No submission can, so none is to blame."""


class IntakeError(KitError):
    """A submission that cannot be taken in. `hostile` says that no honest tool makes such a thing."""

    def __init__(self, sentence: str, *, hostile: bool = False) -> None:
        super().__init__(sentence)
        self.hostile = hostile
