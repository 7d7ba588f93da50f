namespace Tune.Schedulers.Search.CmaEs;

/// <summary>What <see cref="CmaEsOptions"/> does when a search has come to rest.</summary>
public enum CmaEsRestart
{
    /// <summary>It goes on where it is.</summary>
    None,

    /// <summary>It starts again elsewhere with twice the population (Auger and Hansen, CEC 2005).</summary>
    Ipop,

    /// <summary>It starts again elsewhere, in turn with a population that doubles each time and with small ones close
    /// to the first (Hansen, BBOB 2009).</summary>
    Bipop,
}
