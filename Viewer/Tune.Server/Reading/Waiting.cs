using System.Globalization;
using Tune.Client.Shapes;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.TimeSharing;

namespace Tune.Server.Reading;

/// <summary>Why what does not run now does not, in words.</summary>
internal static class Waiting
{
    /// <summary>The reasons, what holds up most first.</summary>
    /// <param name="glance">Where it stands.</param>
    /// <param name="spec">Its definition.</param>
    /// <param name="owner">How its owner fares; null if that is not known.</param>
    public static IEnumerable<WaitingItem> For(ExperimentGlance glance, ExperimentSpec spec, OwnerStanding? owner)
    {
        if (Held(glance, owner) is { } held)
        {
            yield return held;
            yield break;
        }

        if (glance.Status != ExperimentStatus.Active)
        {
            yield break;
        }

        var pending = Count(glance, TrialStatus.Pending);
        int? toCome = glance.Trials is { } asked ? Math.Max(0, asked + glance.Enqueued - glance.Proposed) : null;
        if (pending > 0)
        {
            yield return ForASlot(glance, spec, owner) with { Status = nameof(TrialStatus.Pending), Trials = pending };
        }

        if (Count(glance, TrialStatus.Paused) is > 0 and var paused)
        {
            yield return new WaitingItem
            {
                Kind = "scheduler", Says = ForTheScheduler(spec), Holds = false,
                Status = nameof(TrialStatus.Paused), Trials = paused,
            };
        }

        if (toCome != 0)
        {
            yield return ForASlot(glance, spec, owner) with { Trials = toCome };
        }
    }

    private static WaitingItem? Held(ExperimentGlance glance, OwnerStanding? owner) => glance.Status switch
    {
        ExperimentStatus.Paused => Holding(
            "paused", "It is paused. What ran has saved; resume it, or run its program again, to go on."),
        not ExperimentStatus.Active => null,
        _ when !glance.IsOpen => Holding(
            "interrupted", "No program drives it. Run its program again to go on from the last checkpoints."),
        _ when glance.IsDraining => Holding("leaving", "Its program is leaving: what runs saves, and nothing begins."),
        _ when owner is { StoragePaused.Length: > 0 } => Holding(
            "storage", $"The store takes nothing at the moment, so trials wait. {owner.StoragePaused}"),
        _ => null,
    };

    private static WaitingItem Holding(string kind, string says) => new() { Kind = kind, Says = says, Holds = true };

    private static WaitingItem ForASlot(ExperimentGlance glance, ExperimentSpec spec, OwnerStanding? owner)
    {
        var running = Count(glance, TrialStatus.Running);
        return owner is { Pending.Length: > 0 }
            ? new WaitingItem { Kind = "resources", Says = $"No slot yet: {owner.Pending}.", Holds = running == 0 }
            : running >= spec.MaxConcurrent
                ? new WaitingItem
                {
                    Kind = "concurrency", Holds = false,
                    Says = $"{Trials(spec.MaxConcurrent.Value)} at once, as its definition says (MaxConcurrent).",
                }
                : new WaitingItem
                {
                    Kind = "slots", Holds = false,
                    Says = owner is { Slots: > 0 }
                        ? Text($"{Trials(running)} in {owner.Slots} slots; the next begins when one is free.")
                        : "The next begins when a slot is free.",
                };
    }

    private static string ForTheScheduler(ExperimentSpec spec) => spec.Scheduler switch
    {
        HyperBandOptions => "At a rung until the others of their bracket are there; the best of them go on.",
        TimeSharingOptions => "They have had their turn, and go on when it comes again.",
        { } other when other.IsPopulation() => "They wait for the rest of the population.",
        { } other when other.RungLevels().Count > 0 =>
            "Put aside at a rung; they go on if they prove to be among the best there.",
        _ => "Put aside by the scheduler, which takes them up again.",
    };

    private static string Trials(int count) => count == 1 ? "1 trial runs" : Text($"{count} trials run");

    private static int Count(ExperimentGlance glance, TrialStatus status) =>
        glance.Counts.Length > (int)status ? glance.Count(status) : 0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
