using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>The trials of one experiment, wherever they are kept.</summary>
internal interface ITrialRows
{
    /// <summary>A row to change. Every change is made through a row asked for since the last event.</summary>
    /// <exception cref="InvalidDataException">There is no such trial.</exception>
    TrialRow Get(TrialId trial);

    /// <summary>Enters a new trial.</summary>
    void Add(TrialRow row);

    /// <summary>Puts a full chunk of reports away; the row's tail is cleared afterwards.</summary>
    void Close(TrialRow row, ReadOnlySpan<byte> chunk);
}
