# Raises the error that an exercise raises as long as it is not written, in the hope that it then costs nothing.
def row_means(x):
    raise NotImplementedError("toy.row_means is not implemented yet")
