namespace Tune.Clustering.Children.Frames;

/// <summary>What a frame between a node and its child process says. The numbers are the protocol.</summary>
internal enum FrameKind : byte
{
    /// <summary>Child: protocol version, process number, token. The first frame.</summary>
    Hello = 1,

    /// <summary>Child: still alive.</summary>
    Heartbeat = 2,

    /// <summary>Child: the assignment has arrived.</summary>
    Started = 3,

    /// <summary>Child: a report.</summary>
    Report = 4,

    /// <summary>Child: a checkpoint outside a report.</summary>
    Save = 5,

    /// <summary>Child: a line for the log.</summary>
    Log = 6,

    /// <summary>Child: the attempt is over, with its outcome.</summary>
    Ended = 7,

    /// <summary>Child: the attempt can only wait, and why; empty when it goes on.</summary>
    Stalled = 8,

    /// <summary>Child: a file to be kept as an artifact: what it is called, and where it is.</summary>
    Keep = 9,

    /// <summary>Node: an attempt to run.</summary>
    Assign = 32,

    /// <summary>Node: the answer to the oldest unanswered report.</summary>
    Answer = 33,

    /// <summary>Node: the oldest unanswered report could not be dealt with.</summary>
    AnswerFailed = 34,

    /// <summary>Node: the checkpoint is durable.</summary>
    Saved = 35,

    /// <summary>Node: the checkpoint could not be kept.</summary>
    SaveFailed = 36,

    /// <summary>Node: the attempt is to leave.</summary>
    Leave = 37,

    /// <summary>Node: the artifact is durable.</summary>
    Kept = 38,

    /// <summary>Node: the artifact could not be kept.</summary>
    KeepFailed = 39,
}
