from ..toy import *
from cs231n.toy_utils import row_means


class Model:
    def __init__(self, weight=1.0):
        self.params = {'w': weight}

    def loss(self, x):
        scores = self.params['w'] * row_means(x)
        return 0.5 * (scores**2).mean(), {'w': (scores * row_means(x)).mean()}
