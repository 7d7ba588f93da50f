using Tune.Engine.Ports;
using Tune.Schedulers.Search.Auto;
using Tune.Schedulers.Search.Bohb;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.Dehb;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.Nsga3;
using Tune.Schedulers.Search.Tpe;

namespace Tune.Schedulers.Tests.Search;

/// <summary>The searchers that learn from results, as they are by default but for generations that come to an end
/// within a test.</summary>
internal static class LearningSearchers
{
    public static readonly SearcherOptions[] All =
    [
        new GpOptions(), new CmaEsOptions(), new Nsga2Options { Population = 20 }, new Nsga3Options { Population = 20 },
        new DifferentialEvolutionOptions(), new DehbOptions(), new TpeOptions(), new BohbOptions(), new AutoOptions(),
    ];
}
