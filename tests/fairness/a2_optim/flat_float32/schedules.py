import numpy as np

f = np.float32


def constant(step, base_lr):
    return f(base_lr)


def step_decay(step, base_lr, drop, every):
    return f(base_lr) * f(drop) ** np.floor_divide(step, every)


def exponential_decay(step, base_lr, gamma):
    return f(base_lr) * f(gamma) ** f(step)


def polynomial_decay(step, base_lr, final_lr, total_steps, power=1.0):
    part = f(1) - f(np.clip(step / total_steps, 0, 1))
    return f(final_lr) + f(base_lr - final_lr) * part ** f(power)


def cosine_annealing(step, base_lr, final_lr, total_steps):
    x = f(np.pi) * f(min(step, total_steps)) / f(total_steps)
    return f(final_lr) + f(0.5) * f(base_lr - final_lr) * (f(1) + np.cos(x))


def triangular(step, base_lr, max_lr, half_cycle):
    x = f(np.interp(step, [0, half_cycle, 2 * half_cycle], [base_lr, max_lr, base_lr], period=2 * half_cycle))
    return x


def linear_warmup(step, schedule, warmup_steps):
    # no branch for zero: max keeps the fraction finite
    fraction = f(min(1.0, (step + 1) / max(warmup_steps, 1)))
    return fraction * f(schedule(max(0, step - warmup_steps)))


def linear_scaling(base_lr, batch_size, base_batch_size=256):
    return f(base_lr) * f(batch_size) / f(base_batch_size)
