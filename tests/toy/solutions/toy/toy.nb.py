# %% [markdown]
# # A toy assignment

# %%
from autograder import check

# %% check="row_means"
check("row_means")

# %% check="centered"
check("centered")

# %% check="jitter"
check("jitter")

# %% check="Model"
check("Model")

# %% [markdown] question="why_rows" points=2
# Why the rows?
#
# BEGIN SOLUTION
# Since each of them is an example.
# END SOLUTION
