namespace Tune.Engine.Simulation;

internal enum AppointmentKind : byte
{
    /// <summary>A slot's trial is through with an iteration.</summary>
    Stepped,

    /// <summary>The oldest message on a slot's line reaches the experiment.</summary>
    Arrived,

    /// <summary>The answer to a report reaches the slot.</summary>
    Answered,

    /// <summary>The order to leave reaches the slot.</summary>
    Ordered,

    /// <summary>A node is lost.</summary>
    NodeLost,

    /// <summary>A node is there again.</summary>
    NodeBack,

    /// <summary>The time budget is used, or stop rules are to look at the time.</summary>
    Tick,

    /// <summary>Checkpoints that nobody keeps are given up.</summary>
    Tidy,
}
