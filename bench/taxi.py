"""Steps a second of Gymnasium's Taxi-v4, the scale our budgets are written in. Prints one number a line, on request."""

import random
import sys
import time

import gymnasium

env = gymnasium.make("Taxi-v4").unwrapped
env.reset(seed=1)
draw = random.Random(1)
actions = [draw.randrange(6) for _ in range(100_000)]

for line in sys.stdin:
    seconds = float(line)
    done = 0
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        for action in actions[done % 90_000 : done % 90_000 + 1_000]:
            if env.step(action)[2]:
                env.reset()
        done += 1_000
    print(done / (time.perf_counter() - started), flush=True)
