using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <remarks>
/// How attempts come by more than one slot. Only what a scheduler that shares slots is asked and told depends on this;
/// without one no slot is ever noted, and every attempt has the one that it was placed in.
/// </remarks>
public static partial class ExperimentMachine
{
    private static Outcome HoldSlots(ExperimentState state, ExperimentCommand.HoldSlots hold) =>
        !SharesSlots(state) || state.Held.GetValueOrDefault(hold.Node) == hold.Slots
            ? Outcome.None
            : Outcome.Of(new ExperimentEvent.SlotsHeld(hold.At, hold.Node, hold.Slots));

    /// <summary>Whether attempts may take several slots, and it matters which ones the experiment holds.</summary>
    public static bool SharesSlots(ExperimentState state) => state.Scheduler is ISlotSharing;

    /// <summary>The most slots that one attempt may take, 1 or more.</summary>
    public static int SlotsMax(ExperimentState state) => state.Scheduler is ISlotSharing sharing ? sharing.SlotsMax : 1;

    private static Allocation Where(ExperimentState state, TrialId trial, ExperimentCommand.Place place) =>
        Allocation.On(place.Node, SlotSet.Of([place.Slot, .. Further(state, trial, place)]));

    /// <summary>The slots beside the one it is placed in: the lowest free ones of the node.</summary>
    private static IEnumerable<int> Further(ExperimentState state, TrialId trial, ExperimentCommand.Place place)
    {
        if (state.Scheduler is not ISlotSharing sharing || !state.Held.TryGetValue(place.Node, out var held))
        {
            return [];
        }

        var more = sharing.SlotsFor(trial, View(state, place.Node, trial)) - 1;
        if (more < 1)
        {
            return [];
        }

        var free = held.ToHashSet();
        free.Remove(place.Slot);
        foreach (var other in state.RunningInOrder)
        {
            free.ExceptWith(other.Where.On(place.Node));
        }

        return free.Order().Take(more);
    }

    private static SlotView View(ExperimentState state, string node, TrialId asker) => new(
        state.Held.GetValueOrDefault(node).Count,
        [
            .. state.RunningInOrder.Where(trial => trial.Where.On(node).Count > 0)
                .Select(trial => new SlotShare(trial.Id, trial.Where.On(node).Count)),
        ],
        () => MayStartNew(state) && state.Running < (state.Spec!.MaxConcurrent ?? int.MaxValue)
            && Suggest(state, new TrialId(state.Proposed)) is not Suggestion.Exhausted)
    {
        Pending = state.PendingTrials.Count - (state.PendingTrials.Contains(asker) ? 1 : 0),
    };
}
