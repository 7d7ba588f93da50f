using System.Globalization;

namespace Tune.Chaos.Checking;

/// <summary>
/// Compares the witnesses. Reads only text: the ledger's lines and the columns that the command line promises, and uses
/// none of the product's own code.
/// </summary>
internal static class Checker
{
    private readonly record struct Key(int Trial, int Attempt, int Iteration);

    public static Verdict Check(Evidence evidence)
    {
        var acts = evidence.Ledger.Select(LedgerLine.Parse).OfType<LedgerLine>().OrderBy(act => act.Attempt).ToList();
        var stored = Csv.Read(evidence.Reports)
            .Select(row => (Key: new Key(row.Int("trial"), row.Int("attempt"), row.Int("iteration")),
                Value: row.Double("score")))
            .ToList();
        var held = stored.GroupBy(row => row.Key).ToDictionary(group => group.Key, group => group.First().Value);
        var acks = acts.Where(act => act.Act == "ack").ToList();
        var sent = acts.Where(act => act.Act == "send")
            .ToDictionary(act => new Key(act.Trial, act.Attempt, act.Iteration), act => act.Value);
        var restores = acts.Where(act => act.Act == "restore").ToList();
        var saves = acts.Where(act => act.Act == "save")
            .Select(act => (act.Trial, act.Iteration, act.Digest)).ToHashSet();
        return new Verdict
        {
            Acknowledged = acks.Count,
            Lost = acks.Count(act =>
                !held.TryGetValue(new Key(act.Trial, act.Attempt, act.Iteration), out var value)
                || !value.Equals(act.Value)),
            Duplicated = stored.Count - held.Count,
            Invented = held.Count(row => !sent.TryGetValue(row.Key, out var value) || !value.Equals(row.Value)),
            Restores = restores.Count,
            WrongCheckpoint = restores.Count(act => !saves.Contains((act.Trial, act.Iteration, act.Digest)))
                + WrongPauses(evidence, acts),
        };
    }

    /// <summary>Kills must not change what is decided when the order of arrival is the same.</summary>
    public static Verdict Compare(Evidence calm, Evidence killed)
    {
        var expected = Decisions(calm);
        var actual = Decisions(killed);
        var longer = Math.Max(expected.Count, actual.Count);
        var same = expected.Zip(actual).Count(pair => pair.First == pair.Second);
        var bestDiffers = Best(calm) == Best(killed) ? 0 : 1;
        return new Verdict { Diverged = longer - same + bestDiffers };
    }

    // A pause stands until its trial has been taken up from the very state it was decided on: the first attempt that
    // trains past the pause must have started from a checkpoint of exactly that iteration.
    private static int WrongPauses(Evidence evidence, List<LedgerLine> acts)
    {
        var starts = acts.Where(act => act.Act == "restore")
            .Select(act => (act.Trial, act.Attempt, act.Iteration)).ToHashSet();
        return Csv.Read(evidence.Decisions)
            .Where(row => row.Text("decision") == "pause")
            .Select(row => (Trial: row.Int("trial"), Iteration: row.Int("iteration")))
            .Distinct()
            .Count(pause => acts.Find(act => act.Act == "send" && act.Trial == pause.Trial
                    && act.Iteration == pause.Iteration + 1) is { } first
                && !starts.Contains((pause.Trial, first.Attempt, pause.Iteration)));
    }

    private static List<(int Trial, int Iteration, string Decision, string Hash)> Decisions(Evidence evidence)
    {
        var seen = new HashSet<(int, int)>();
        return
        [
            .. Csv.Read(evidence.Decisions)
                .Select(row => (Trial: row.Int("trial"), Iteration: row.Int("iteration"),
                    Decision: row.Text("decision"), Hash: row.Text("inputs_hash")))

                // An iteration that a later attempt repeats is decided once; the repetition is no new decision.
                .Where(row => seen.Add((row.Trial, row.Iteration))),
        ];
    }

    private static (int Trial, double Value) Best(Evidence evidence) => Csv.Read(evidence.Reports)
        .Select(row => (Trial: row.Int("trial"), Value: row.Double("score")))
        .OrderByDescending(row => row.Value)
        .First();
}

/// <summary>A line of the ledger; null for a line cut short by a kill.</summary>
internal sealed record LedgerLine(string Act, int Trial, int Attempt, int Iteration, double Value, string Digest)
{
    public static LedgerLine? Parse(string line) => line.Split(' ') is [var act, var t, var a, var i, var v, var d]
        && d.Length == 16
        ? new LedgerLine(
            act, int.Parse(t, CultureInfo.InvariantCulture), int.Parse(a, CultureInfo.InvariantCulture),
            int.Parse(i, CultureInfo.InvariantCulture), double.Parse(v, CultureInfo.InvariantCulture), d)
        : null;
}
