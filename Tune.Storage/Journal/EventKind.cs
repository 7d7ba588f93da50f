namespace Tune.Storage.Journal;

/// <summary>
/// The events as they are numbered on the disk. A number is never used again for anything else; a new form of an event
/// gets a new number, so that old journals stay readable.
/// </summary>
internal enum EventKind : byte
{
    Created = 1,
    Extended = 2,
    SessionOpened = 3,
    DrainStarted = 4,
    SessionClosed = 5,
    TrialProposed = 6,
    AttemptStarted = 7,
    Reported = 8,
    CheckpointSaved = 9,
    CheckpointDropped = 10,
    DecidedContinue = 11,
    DecidedPause = 12,
    DecidedStop = 13,
    DecidedClone = 14,
    AttemptEnded = 15,
    TrialEnded = 16,
    MessageRefused = 17,
    Paused = 18,
    Resumed = 19,
    Ended = 20,
    CheckpointLost = 21,
    AttemptStartedWide = 22,
    SlotsHeld = 23,
    AttemptEndedFree = 24,
    AttemptEndedParked = 25,
    AttemptStartedOn = 26,
    Beat = 27,
    ProgramSeen = 28,
    TrialReopened = 29,
    Acted = 30,
    TrialProposedByHand = 31,
}
