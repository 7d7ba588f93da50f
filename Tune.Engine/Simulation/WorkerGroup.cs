namespace Tune.Engine.Simulation;

/// <summary>Nodes of one kind.</summary>
/// <param name="Nodes">How many nodes, 1 or more. A node is lost as a whole.</param>
/// <param name="Slots">How many trials run on each at once, 1 or more; default 1.</param>
/// <param name="Speed">How fast an iteration goes there, above 0; default 1, and 2 takes half the time.</param>
public sealed record WorkerGroup(int Nodes, int Slots = 1, double Speed = 1)
{
    /// <summary>What is wrong with these numbers, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Nodes < 1)
        {
            yield return $"Workers.Nodes is {Nodes}; it must be 1 or more.";
        }

        if (Slots < 1)
        {
            yield return $"Workers.Slots is {Slots}; it must be 1 or more.";
        }

        if (!double.IsFinite(Speed) || Speed <= 0)
        {
            yield return $"Workers.Speed is {Speed}; it must be above 0.";
        }
    }
}
