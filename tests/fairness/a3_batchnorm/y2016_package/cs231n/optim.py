import numpy as np

"""
First-order update rules: each takes weights, their gradient and a config.
"""


def sgd(w, dw, config=None):
  """
  Vanilla stochastic gradient descent.
  """
  if config is None: config = {}
  config.setdefault('learning_rate', 1e-2)

  w -= config['learning_rate'] * dw
  return w, config


def sgd_momentum(w, dw, config=None):
  """
  Stochastic gradient descent with momentum.
  """
  if config is None: config = {}
  config.setdefault('learning_rate', 1e-2)
  config.setdefault('momentum', 0.9)
  v = config.get('velocity', np.zeros_like(w))

  next_w = None
  v = config['momentum'] * v - config['learning_rate'] * dw
  next_w = w + v
  config['velocity'] = v

  return next_w, config


def rmsprop(x, dx, config=None):
  """
  RMSProp, with a moving average of squared gradients.
  """
  if config is None: config = {}
  config.setdefault('learning_rate', 1e-2)
  config.setdefault('decay_rate', 0.99)
  config.setdefault('epsilon', 1e-8)
  config.setdefault('cache', np.zeros_like(x))

  next_x = None
  config['cache'] = config['decay_rate'] * config['cache'] + (1 - config['decay_rate']) * dx**2
  next_x = x + -config['learning_rate'] * dx / (np.sqrt(config['cache']) + config['epsilon'])

  return next_x, config


def adam(x, dx, config=None):
  """
  Adam, bias correction included.
  """
  if config is None: config = {}
  config.setdefault('learning_rate', 1e-3)
  config.setdefault('beta1', 0.9)
  config.setdefault('beta2', 0.999)
  config.setdefault('epsilon', 1e-8)
  config.setdefault('m', np.zeros_like(x))
  config.setdefault('v', np.zeros_like(x))
  config.setdefault('t', 0)

  next_x = None
  beta1, beta2 = config['beta1'], config['beta2']
  config['t'] += 1
  config['m'] = beta1 * config['m'] + (1 - beta1) * dx
  config['v'] = beta2 * config['v'] + (1 - beta2) * (dx**2)
  mb = config['m'] / (1 - beta1**config['t'])
  vb = config['v'] / (1 - beta2**config['t'])
  next_x = x - config['learning_rate'] * mb / (np.sqrt(vb) + config['epsilon'])

  return next_x, config
