import numpy as np


def constant(step, base_lr):
    lr = np.array([base_lr])
    return lr


def step_decay(step, base_lr, drop, every):
    lr = base_lr
    for i in range(1, step + 1):
        if i % every == 0:
            lr = lr * drop
    return lr


def exponential_decay(step, base_lr, gamma):
    lr = base_lr
    for i in range(step):
        lr *= gamma
    return lr


def polynomial_decay(step, base_lr, final_lr, total_steps, power=1.0):
    if step >= total_steps:
        return final_lr
    t = step / float(total_steps)
    return (base_lr - final_lr) * (1 - t) ** power + final_lr


def cosine_annealing(step, base_lr, final_lr, total_steps):
    step = np.minimum(step, total_steps)
    # cos^2 of the half angle
    return final_lr + (base_lr - final_lr) * np.cos(np.pi / 2 * step / total_steps) ** 2


def triangular(step, base_lr, max_lr, half_cycle):
    lr = base_lr
    delta = (max_lr - base_lr) / half_cycle
    up = True
    count = 0
    for i in range(step):
        lr = lr + delta if up else lr - delta
        count += 1
        if count == half_cycle:
            up = not up
            count = 0
    return lr


def linear_warmup(step, schedule, warmup_steps):
    target = schedule(0)
    lr = 0.0
    for i in range(warmup_steps):
        lr += target / warmup_steps
        if i == step:
            return lr
    return schedule(step - warmup_steps)


def linear_scaling(base_lr, batch_size, base_batch_size=256):
    k = float(batch_size) / float(base_batch_size)
    return k * base_lr
