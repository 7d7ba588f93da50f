namespace Tune.Storage.Tracking;

/// <summary>Where the reports of a trial that are no longer in its row can be read.</summary>
internal interface ICurveSource
{
    /// <summary>A full chunk of reports.</summary>
    byte[] Chunk(int index);

    /// <summary>A document of a level, 1 or more; null if there are no levels here.</summary>
    byte[]? Level(int level, int document);
}
