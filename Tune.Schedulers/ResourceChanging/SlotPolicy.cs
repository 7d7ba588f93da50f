namespace Tune.Schedulers.ResourceChanging;

/// <summary>Who gets the slots that no other trial needs.</summary>
public enum SlotPolicy
{
    /// <summary>The trials of a node share its slots evenly.</summary>
    Even,

    /// <summary>The trial with the best last score of a node gets all that are idle there; once none are, the others
    /// there go back to one.</summary>
    TopFirst,
}
