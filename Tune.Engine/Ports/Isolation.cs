namespace Tune.Engine.Ports;

/// <summary>Where an attempt runs.</summary>
public enum Isolation
{
    /// <summary>
    /// On a thread of its own in the node's process: starts at once, but cannot be killed, shares memory and native
    /// state, and takes the node down if it crashes.
    /// </summary>
    Thread,

    /// <summary>
    /// In a supervised child process, one per slot, used again for the next trial while it is healthy: a crash, a hang
    /// or too much memory costs that attempt and nothing else.
    /// </summary>
    Process,
}
