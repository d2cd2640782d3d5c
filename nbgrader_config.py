"""nbgrader's settings for this course, read by every nbgrader command and by the formgrader.

They come from autograder/nbgrader_setup.py; whatever you set below comes after it and counts, such as

    c.CourseDirectory.course_id = "cs231n"
    c.CourseDirectory.db_url = "postgresql://grader@localhost/gradebook"
    c.Exchange.root = "/srv/nbgrader/exchange"
"""

from pathlib import Path

from autograder.nbgrader_setup import configure

c = get_config()  # noqa: F821 - nbgrader has it here
configure(c, Path(__file__).resolve().parent)
