from math import cos, pi, floor

constant = lambda step, base_lr: base_lr
step_decay = lambda step, base_lr, drop, every: base_lr * drop ** floor(step / every)
exponential_decay = lambda step, base_lr, gamma: base_lr * gamma ** step


def polynomial_decay(step, base_lr, final_lr, total_steps, power=1.):
    return final_lr + (base_lr - final_lr) * max(0., 1 - step / total_steps) ** power


def cosine_annealing(step, base_lr, final_lr, total_steps):
    if step >= total_steps: return final_lr
    part = .5 * (1 + cos(pi * step / total_steps))
    return part * base_lr + (1 - part) * final_lr


def triangular(step, base_lr, max_lr, half_cycle):
    # as in the paper's code
    cycle = floor(1 + step / (2 * half_cycle))
    x = abs(step / half_cycle - 2 * cycle + 1)
    return base_lr + (max_lr - base_lr) * max(0, 1 - x)


linear_warmup = lambda step, schedule, warmup_steps: (
    schedule(0) * (step + 1) / warmup_steps if step < warmup_steps else schedule(step=step - warmup_steps))
linear_scaling = lambda base_lr, batch_size, base_batch_size=256: batch_size / base_batch_size * base_lr
