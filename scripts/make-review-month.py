#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the evidence of datasets/review-2026-10 by simulating its truth, with seeded noise.

    scripts/make-review-month.py [PLIMSOLL]

Only the standard library. The same program and seed write the same bytes.
"""

import csv
import datetime
import io
import json
import math
import pathlib
import random
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "datasets" / "review-2026-10"
PLIMSOLL = str(pathlib.Path((sys.argv + [".build/release/plimsoll"])[1]).resolve())
SEED = 202610
# Requests a second of the load tests, and how long each took.
LEVELS = [250, 450, 650, 850]
TEST_SECONDS = 180
BUSY_HOUR = 640.0
RESOURCES = ["api", "redis", "db bouncer", "db primary", "db replicas"]
OCTOBER = datetime.datetime(2026, 10, 1, tzinfo=datetime.timezone.utc)


def dice(name):
    """Numbers of a part of their own, so that no part moves another."""
    return random.Random(f"{SEED} {name}")


def run(*arguments):
    """What plimsoll says. A breached service level is an answer too."""
    done = subprocess.run([PLIMSOLL, *arguments], capture_output=True, text=True, cwd=FOLDER)
    if done.returncode not in (0, 3, 99):
        sys.exit(f"make-review-month: {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def tables(*arguments):
    """The rows of every table of a report, by column."""
    report = json.loads(run(*arguments, "--format", "json", "--quiet"))
    return {
        table["id"]: [
            dict(zip([column["id"] for column in table["columns"]], row)) for row in table["rows"]
        ]
        for table in report["tables"]
    }


def value(cell):
    return cell["value"] if isinstance(cell, dict) else cell


def at(load, seconds, seed):
    """The truth at a load, measured for so long."""
    return tables(
        "run", "truth.yaml",
        "--set", f"traffic.investors.rate={load}/s",
        "--set", f"run={{warmup: 30s, duration: {seconds}s, replications: 1, seed: {seed}}}",
    )


def write(name, text):
    (FOLDER / name).write_text(text)
    print(f"{name}: {len(text)} bytes")


def load_test(number, load):
    """A summary as k6's handleSummary gets it, with a part for each kind of request."""
    found = at(load, TEST_SECONDS, 100 + number)
    metrics = {}
    for row in found["operations"]:
        tag = "" if row["operation"] == "all" else f"{{name:{row['operation']}}}"

        def ms(key):
            return round(value(row[key]) * 1000, 3)

        sent = row["completed"] + row["failed"]
        metrics["http_req_duration" + tag] = {
            "type": "trend", "contains": "time",
            "values": {
                "avg": ms("mean"), "med": ms("p50"), "p(90)": ms("p90"), "p(95)": ms("p95"),
                "p(99)": ms("p99"),
            },
        }
        metrics["http_reqs" + tag] = {
            "type": "counter", "contains": "default",
            "values": {"count": sent, "rate": round(sent / TEST_SECONDS, 6)},
        }
        metrics["http_req_failed" + tag] = {
            "type": "rate", "contains": "default",
            "values": {
                "rate": round(row["failed"] / sent, 8), "passes": row["failed"],
                "fails": row["completed"],
            },
        }
    summary = {"metrics": metrics, "state": {"testRunDurationMs": TEST_SECONDS * 1000}}
    write(f"load-test-{load}.json", json.dumps(summary, indent=1) + "\n")


def hourly_loads():
    """A load by hour of October: nights, weekends, a slow rise, and noise."""
    chance = dice("load")
    loads = []
    for hour in range(31 * 24):
        when = OCTOBER + datetime.timedelta(hours=hour)
        day = 0.45 + 0.55 * max(0.0, math.sin((when.hour - 5) / 24 * 2 * math.pi)) ** 0.8
        week = 0.7 if when.weekday() >= 5 else 1.0
        rise = 1 + 0.02 * hour / (31 * 24)
        loads.append(BUSY_HOUR * 0.94 * day * week * rise * (1 + chance.gauss(0, 0.02)))
    return loads


def matrix(series):
    """An answer of Prometheus to a range query."""
    result = [
        {"metric": metric, "values": [[int(time), f"{number:.6g}"] for time, number in points]}
        for metric, points in series
    ]
    answer = {"status": "success", "data": {"resultType": "matrix", "result": result}}
    return json.dumps(answer, separators=(",", ":")).replace('{"metric"', '\n{"metric"') + "\n"


def curves(loads):
    """The utilization of each resource by load, simulated at some loads and straight between."""
    low, high = min(loads), max(loads)
    points = [low + (high - low) * step / 8 for step in range(9)]
    found = [at(round(load, 3), 300, 200 + step) for step, load in enumerate(points)]

    def curve(name):
        heights = [
            value(row["utilization"]) for each in found for row in each["components"]
            if row["component"] == name
        ]

        def between(load):
            step = min(7, int((load - low) / (high - low) * 8))
            share = (load - points[step]) / (points[step + 1] - points[step])
            return heights[step] * (1 - share) + heights[step + 1] * share

        return between

    return {name: curve(name) for name in RESOURCES}


def utilization(loads):
    """Utilization by hour, as scraped with 4% of noise, and the load beside it."""
    start = int(OCTOBER.timestamp())
    times = [start + 3600 * hour for hour in range(len(loads))]
    series = [({"__name__": "load"}, list(zip(times, loads)))]
    for name, curve in curves(loads).items():
        chance = dice(f"utilization of {name}")
        series.append((
            {"__name__": "utilization", "component": name},
            [
                (time, min(1.0, curve(load) * (1 + chance.gauss(0, 0.04))))
                for time, load in zip(times, loads)
            ],
        ))
    write("utilization.json", matrix(series))


def service_levels(loads):
    """Requests by day that were good: answered within 220 ms, and answered at all."""
    chance = dice("service levels")
    september = OCTOBER - datetime.timedelta(days=30)
    # September had the same nights and weekends, and a little less of all.
    everything = [load * 0.975 for load in loads[24:]] + loads
    lines = ["day,objective,requests,good"]
    for day in range(61):
        hours = everything[day * 24:day * 24 + 24]
        date = september + datetime.timedelta(days=day)
        latency = 0.012 * (max(hours) / BUSY_HOUR) ** 2 * (1 + chance.gauss(0, 0.15))
        if day == 30 + 13:
            latency += 0.021
        errors = 4.5e-5 * (1 + abs(chance.gauss(0, 0.2)))
        requests = round(sum(hours) * 3600)
        for objective, bad in (("p95 latency", latency), ("error rate", errors)):
            lines.append(f"{date:%Y-%m-%d},{objective},{requests},{round(requests * (1 - bad))}")
    write("slo.csv", "\n".join(lines) + "\n")


def rates():
    """The price of ether, as the mean of each month."""
    write("rates.csv", "month,currency,usd\n2026-09,ETH,3000\n2026-10,ETH,3120\n")


def usage(loads):
    """Two years of busy hours: growth of 2.5% a month, a season, noise; the last as measured."""
    chance = dice("usage")
    busiest = max(loads)
    rows = []
    for back in range(23, -1, -1):
        month = (2026 * 12 + 9) - back
        season = 1 + 0.03 * math.sin(month % 12 / 12 * 2 * math.pi)
        load = busiest / 1.025 ** back * season * (1 + chance.gauss(0, 0.025))
        rows.append((f"{month // 12}-{month % 12 + 1:02d}", busiest if back == 0 else load))
    write("usage.csv", "month,busy hour\n" + "".join(f"{m},{v:.1f}\n" for m, v in rows))


def logs(rows):
    """What the scenario does not know of: a row a month, like the last of the model's."""
    found = []
    for month in ("2026-09", "2026-10"):
        row = dict([row for row in rows if row["BillingPeriodStart"].startswith(month)][-1])
        row.update(
            ServiceName="Log Analytics", ServiceCategory="Management and Governance",
            ServiceSubcategory="Observability", ResourceId="logs", ResourceName="logs",
            ResourceType="Log Analytics", SkuMeter="ingested-gigabytes", PricingUnit="GB",
            ConsumedUnit="GB", PricingQuantity="410", ConsumedQuantity="410",
            ContractedCost="184.5", ListCost="184.5", SkuId="logs", SkuPriceId="logs",
            ChargeDescription="logs: ", Tags="", x_Layer="", x_Item="")
        found.append(row)
    return found


def bill():
    """Two months of the truth's bill, each line off by some percent, without what is a forecast."""
    text = run(
        "cost", "truth.yaml", "--months", "2026-09..2026-10", "--format", "focus", "--quiet",
        "--set", "run={warmup: 10s, duration: 20s, replications: 2, seed: 7}")
    rows = list(csv.DictReader(io.StringIO(text)))
    chance = dice("bill")
    kept = [
        name for name in rows[0]
        if not name.startswith("x_") or name in ("x_Layer", "x_Item")
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, kept, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows + logs(rows):
        off = 1 + chance.gauss(0.01, 0.03)
        for name in kept:
            if name.endswith("Cost") or name in ("ConsumedQuantity", "PricingQuantity"):
                row[name] = f"{float(row[name]) * off:.2f}" if row[name] else ""
        if row["x_Layer"] == "gas" and row["BillingPeriodStart"].startswith("2026-10"):
            # Ether cost 3,120 USD instead of 3,000.
            row["ContractedCost"] = f"{float(row['ContractedCost']) * 1.04:.2f}"
        row["BilledCost"] = row["EffectiveCost"] = row["ContractedCost"]
        row["ChargeDescription"] = row["ChargeDescription"].split(":")[0]
        for name in ("BillingAccountName", "BillingAccountId"):
            row[name] = "sample-account"
        writer.writerow(row)
    write("bill.csv", out.getvalue())


def gas():
    """Snapshots of Foundry, before and after a release: one function costs more, one less."""
    before = {
        "BondTest:test_Issue()": 182_340, "BondTest:test_PayCoupon()": 52_410,
        "BondTest:test_Redeem()": 71_955, "ComplianceTest:test_UpdateClaim()": 61_208,
        "SubscriptionTest:test_Batch()": 557_120, "SubscriptionTest:test_Single()": 78_466,
        "TokenTest:test_Approve()": 46_230, "TokenTest:test_Transfer()": 51_874,
        "TokenTest:test_TransferWithCompliance()": 88_093,
    }
    after = dict(before)
    # As the truth has it: 8,250 gas a subscription instead of 7,500.
    after["SubscriptionTest:test_Batch()"] = round(557_120 * 8_250 / 7_500)
    after["TokenTest:test_TransferWithCompliance()"] = 85_611
    for name, functions in (("gas-before.snap", before), ("gas-after.snap", after)):
        write(name, "".join(f"{key} (gas: {used})\n" for key, used in functions.items()))


def events():
    """What the autoscaler and the stage of degradation did on 14 October, from 13:00 UTC."""
    begin = datetime.datetime(2026, 10, 14, 13, tzinfo=datetime.timezone.utc)
    lines = ["time,component,kind,from,to,cause"]
    for row in tables("run", "truth-peak.yaml")["events"]:
        time = begin + datetime.timedelta(seconds=value(row["time"]))
        words = row["event"]
        if words.endswith((" pods", " ready")):
            before, _, after, what = words.split(" ")
            change = ("replicas" if what == "pods" else "ready", before, after)
        else:
            numbers = words.replace("normal operation", "0").split("stage ")[1].split(" to ")
            change = ("stage", *numbers)
        cause = row["cause"].replace('"', "'")
        lines.append(
            f"{time:%Y-%m-%dT%H:%M:%SZ},{row['component']},{','.join(change)},\"{cause}\"")
    write("events.csv", "\n".join(lines) + "\n")


def main():
    for number, load in enumerate(LEVELS):
        load_test(number, load)
    loads = hourly_loads()
    utilization(loads)
    service_levels(loads)
    rates()
    usage(loads)
    bill()
    gas()
    events()


main()
