namespace Tune.Engine.Simulation;

/// <summary>The training of one attempt, as a workload sees it. One object per running attempt.</summary>
public interface ICourse
{
    /// <summary>The iteration after which the training returns by itself, 1 or more.</summary>
    int Iterations { get; }

    /// <summary>One iteration: asked in rising order from the start's iteration + 1 on.</summary>
    SimulatedStep At(int iteration);

    /// <summary>
    /// What a checkpoint after this iteration holds beyond the iteration's number: handed to the course that starts
    /// from it, of this trial or of one that clones it. Null (default) if the configuration and the iteration say
    /// everything.
    /// </summary>
    object? Save(int iteration) => null;
}
