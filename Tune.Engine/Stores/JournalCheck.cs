namespace Tune.Engine.Stores;

/// <summary>How a journal is that was read from end to end.</summary>
/// <param name="Events">How many events it has.</param>
/// <param name="UnfinishedBytes">How much at its end is no whole append. While somebody writes there, one may be under
/// way; otherwise one was cut short, and the next owner cuts it off.</param>
public sealed record JournalCheck(long Events, long UnfinishedBytes);
