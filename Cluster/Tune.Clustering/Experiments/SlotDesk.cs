using System.Collections.Immutable;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <summary>What an experiment says to the keeper of the slots: what it could use, and what it hands back.</summary>
/// <param name="experiment">Its name.</param>
/// <param name="epoch">Under which its owner speaks.</param>
/// <param name="tell">Tells the keeper.</param>
internal sealed class SlotDesk(string experiment, Func<OwnerEpoch> epoch, Action<object> tell)
{
    private (int Wanted, Resources Resources, PlacementPolicy Policy)? _claimed;

    /// <summary>What it holds.</summary>
    public SlotHoldings Held { get; } = new();

    /// <summary>Whether there was something for every slot the last time.</summary>
    public bool IsHungry { get; set; } = true;

    /// <summary>Why it has no slot; empty when it has.</summary>
    public string Pending { get; set; } = "";

    /// <summary>Says what it could use, if that has changed: everything as long as there was something for every
    /// slot.</summary>
    /// <param name="state">What it is.</param>
    /// <param name="again">Also if nothing has changed: a keeper may be new.</param>
    public void Claim(ExperimentState state, bool again)
    {
        var most = state.Spec!.MaxConcurrent ?? int.MaxValue;
        var wanted = (int)Math.Min(
            int.MaxValue,
            (long)(IsHungry && !state.IsDraining ? most : Math.Max(state.Running, 1))
                * ExperimentMachine.SlotsMax(state));
        var claim = (wanted, state.Spec.Resources, state.Spec.Placement);
        if (again || _claimed != claim)
        {
            _claimed = claim;
            tell(new ClaimSlots(
                experiment, epoch(), state.Spec.Resources, wanted, state.Spec.Placement, again, Held.Mark));
        }
    }

    /// <summary>Hands back what is owed, as far as it is free.</summary>
    public void ReturnOwed() => Return(Held.TakeOwed());

    /// <summary>Answers the keeper's question what there is.</summary>
    public IEnumerable<TellHoldings> Tell(AskHoldings asked) => Held.Tell(experiment, asked);

    /// <summary>Hands back all that is free.</summary>
    public void ReturnFree() => Return(Held.TakeFree());

    /// <summary>Hands back everything, whatever runs there.</summary>
    public void ReturnAll() => Return(Held.TakeAll());

    /// <summary>There is nothing left to run.</summary>
    public void Close()
    {
        if (Held.Count > 0 || _claimed is not null)
        {
            ReturnFree();
            tell(new ClaimSlots(
                experiment, epoch(), new Resources(), 0, new PlacementPolicy(), IsAgain: false, Held.Mark));
            _claimed = null;
            Pending = "";
        }
    }

    private void Return(ImmutableArray<SlotGrant> grants)
    {
        foreach (var part in Held.Return(experiment, epoch(), grants))
        {
            tell(part);
        }
    }
}
