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

    /// <summary>The slots beside the one it is placed in: the lowest free ones of the node.</summary>
    private static SlotSet Further(ExperimentState state, TrialId trial, ExperimentCommand.Place place)
    {
        if (state.Scheduler is not ISlotSharing sharing || !state.Held.TryGetValue(place.Node, out var held))
        {
            return SlotSet.Empty;
        }

        var more = sharing.SlotsFor(trial, View(state, place.Node, trial)) - 1;
        if (more < 1)
        {
            return SlotSet.Empty;
        }

        var free = held.ToHashSet();
        free.Remove(place.Slot);
        foreach (var other in state.RunningInOrder.Where(other => other.Node == place.Node))
        {
            free.Remove(other.Slot);
            free.ExceptWith(other.Further);
        }

        return SlotSet.Of(free.Order().Take(more));
    }

    private static SlotView View(ExperimentState state, string node, TrialId asker) => new(
        state.Held.GetValueOrDefault(node).Count,
        [
            .. state.RunningInOrder.Where(trial => trial.Node == node)
                .Select(trial => new SlotShare(trial.Id, 1 + trial.Further.Count)),
        ],
        () => MayStartNew(state) && state.Running < (state.Spec!.MaxConcurrent ?? int.MaxValue)
            && Suggest(state, new TrialId(state.Proposed)) is not Suggestion.Exhausted)
    {
        Pending = state.PendingTrials.Count - (state.PendingTrials.Contains(asker) ? 1 : 0),
    };
}
