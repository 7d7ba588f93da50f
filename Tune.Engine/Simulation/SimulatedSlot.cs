using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>A slot and the training side of the attempt in it.</summary>
/// <param name="index">Its place among all slots.</param>
/// <param name="node">The place of its node among all nodes.</param>
/// <param name="name">The node's name.</param>
/// <param name="number">Its number on that node.</param>
/// <param name="speed">How fast iterations go there.</param>
internal sealed class SimulatedSlot(int index, int node, string name, int number, double speed)
{
    public int Index { get; } = index;

    public int Node { get; } = node;

    public string Name { get; } = name;

    public int Number { get; } = number;

    public double Speed { get; } = speed;

    /// <summary>Rises whenever an attempt begins or leaves: appointments of before are void.</summary>
    public int Generation { get; set; }

    /// <summary>Whether its node is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether the experiment believes that an attempt runs here.</summary>
    public bool IsGiven { get; set; }

    /// <summary>Whether an attempt does run here.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether it stands among the slots that could be given a trial.</summary>
    public bool IsOffered { get; set; }

    public TrialId Trial { get; set; }

    public Attempt Attempt { get; set; }

    /// <summary>The further slots of the node that the attempt in it has.</summary>
    public IReadOnlyList<int> Further { get; set; } = [];

    /// <summary>How many slots that attempt has, this one included.</summary>
    public int Width => 1 + Further.Count;

    public ICourse Course { get; set; } = null!;

    public int Iteration { get; set; }

    public int Sequence { get; set; }

    /// <summary>The iteration whose report must wait for its answer and carry a checkpoint, as far as the slot
    /// knows.</summary>
    public int Milestone { get; set; }

    /// <summary>Whether the attempt waits for the answer to its last report.</summary>
    public bool Waits { get; set; }

    /// <summary>The iteration under way; with how long it takes here, and why it breaks if it does.</summary>
    public SimulatedStep Step { get; set; }

    public long StepTicks { get; set; }

    public string? Breaks { get; set; }

    /// <summary>Training time since the last report.</summary>
    public long UnreportedTicks { get; set; }

    public long TakenAt { get; set; }

    public long SavedAt { get; set; }

    public int SavedIteration { get; set; }

    /// <summary>When the last message on the line arrives: none may overtake it.</summary>
    public long LineEnd { get; set; }

    public Queue<SlotMessage> Line { get; } = new();

    /// <summary>The answer under way to the slot: at most one, because who waits sends nothing.</summary>
    public Decision Answer { get; set; } = Decision.Continue.Instance;

    public int AnswerMilestone { get; set; }
}
