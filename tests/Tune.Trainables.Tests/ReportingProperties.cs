using CsCheck;
using Tune.Engine.Trials;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests;

/// <summary>What holds for every attempt, however milestones, orders and ways to report fall together.</summary>
internal sealed class ReportingProperties
{
    private static readonly Gen<Plan> Plans =
        from every in Gen.Int[1, 7]
        from end in Gen.Int[1, 30]
        from how in Gen.Int[1, 4].Select(n => (Leaving)n)
        from waits in Gen.Bool.Array[30]
        from start in Gen.Int[0, 5]
        select new Plan(every, end, how, waits, start);

    [Test]
    public void Attempt_WithAnyPlan_IsNeverAheadOfADecisionAndLeavesWithItsState() =>
        Plans.Sample(plan => Holds(plan).GetAwaiter().GetResult(), iter: 300);

    private static async Task Holds(Plan plan)
    {
        using var folder = new TrialFolder();
        using var channel = new RecordingChannel { AnswersLate = true };

        // Decisions fall at milestones, as the engine promises; only interrupts come at any time.
        var last = plan.How == Leaving.Interrupt ? plan.Start + plan.End : plan.Milestone(plan.Start + plan.End);
        channel.Answer = report =>
        {
            if (report.Iteration == last && plan.How == Leaving.Interrupt)
            {
                channel.Ask(Leaving.Interrupt);
            }

            var told = report.Iteration == last ? plan.How : Leaving.No;
            return new(told, plan.Milestone(report.Iteration + 1));
        };
        var assignment = folder.From(plan.Start, "state", "x") with { Milestone = plan.Milestone(plan.Start + 1) };
        var trainable = Trainable.Function("some", async (context, _) =>
        {
            for (var i = 0; i < 100; i++)
            {
                var now = context.Iteration + 1;
                var state = Checkpoint.FromJson("state", now);
                await (plan.Waits[i % 30]
                    ? context.ReportAsync(new { loss = 1 }, state)
                    : context.PostAsync(new { loss = 1 }, state).AsTask());
            }
        });

        await trainable.Create().RunAsync(assignment, channel, CancellationToken.None);

        var reports = channel.Reports;
        Assert.That(reports.Select(r => r.Sequence), Is.EqualTo(Enumerable.Range(1, reports.Count)));
        Assert.That(reports.Select(r => r.Iteration), Is.EqualTo(Enumerable.Range(plan.Start + 1, reports.Count)));
        Assert.That(
            reports[^1].Iteration, plan.How == Leaving.Interrupt ? Is.AtLeast(last) : Is.EqualTo(last),
            "nothing is reported past a decision");
        var saved = reports.Where(r => r.CheckpointFolder is not null)
            .Select(r => (Folder: r.CheckpointFolder!, r.Iteration)).Concat(channel.Saves).ToArray();
        Assert.That(
            saved.Select(s => (int.Parse(File.ReadAllText(Path.Combine(s.Folder, "state")), null), s.Iteration)),
            Is.All.Matches<(int State, int Named)>(s => s.State == s.Named));
        var milestones = reports.Select(r => r.Iteration).Where(i => plan.Milestone(i) == i);
        var due = plan.How is Leaving.Pause or Leaving.Interrupt
            ? milestones.Append(reports[^1].Iteration).Distinct()
            : milestones;
        Assert.That(saved.Select(s => s.Iteration), Is.EqualTo(due), "each due one once, and no other");
    }

    private sealed record Plan(int Every, int End, Leaving How, bool[] Waits, int Start)
    {
        /// <summary>The first milestone at or after an iteration.</summary>
        public int Milestone(int iteration) => (iteration + Every - 1) / Every * Every;

        public override string ToString() =>
            $"{How} after {End} from {Start}, milestones every {Every}, "
            + $"waits {string.Concat(Waits.Select(w => w ? 1 : 0))}";
    }
}
