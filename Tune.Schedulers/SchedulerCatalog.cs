using Tune.Engine.Ports;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Foresight;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.MedianStopping;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.Pb2;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.PbtReplay;
using Tune.Schedulers.ResourceChanging;
using Tune.Schedulers.Search.Auto;
using Tune.Schedulers.Search.Bohb;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.ConcurrencyLimit;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Dehb;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.Halton;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.Nsga3;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Schedulers.Search.Sobol;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.Search.WarmStart;
using Tune.Schedulers.TimeSharing;

namespace Tune.Schedulers;

/// <summary>Every algorithm that comes with TuneNet, under the name it is stored and chosen by.</summary>
public static class SchedulerCatalog
{
    /// <summary>The whole list. A new algorithm adds its line here and touches no other file.</summary>
    public static AlgorithmCatalog All { get; } = new(
        [
            AlgorithmCatalog.Scheduler<FifoOptions>("fifo"),
            AlgorithmCatalog.Scheduler<AshaOptions>("asha"),
            AlgorithmCatalog.Scheduler<HyperBandOptions>("hyperband"),
            AlgorithmCatalog.Scheduler<PbtOptions>("pbt"),
            AlgorithmCatalog.Scheduler<Pb2Options>("pb2"),
            AlgorithmCatalog.Scheduler<PbtReplayOptions>("pbt-replay"),
            AlgorithmCatalog.Scheduler<TimeSharingOptions>("time-sharing"),
            AlgorithmCatalog.Scheduler<ResourceChangingOptions>("resource-changing"),
            AlgorithmCatalog.Scheduler<ForesightOptions>("foresight"),
            AlgorithmCatalog.Scheduler<MedianStoppingOptions>("median"),
            AlgorithmCatalog.Scheduler<PashaOptions>("pasha"),
        ],
        [
            AlgorithmCatalog.Searcher<AutoOptions>("auto"),
            AlgorithmCatalog.Searcher<RandomSearchOptions>("random"),
            AlgorithmCatalog.Searcher<GridOptions>("grid"),
            AlgorithmCatalog.Searcher<CmaEsOptions>("cma-es"),
            AlgorithmCatalog.Searcher<SobolOptions>("sobol"),
            AlgorithmCatalog.Searcher<HaltonOptions>("halton"),
            AlgorithmCatalog.Searcher<BohbOptions>("bohb"),
            AlgorithmCatalog.Searcher<TpeOptions>("tpe"),
            AlgorithmCatalog.Searcher<GpOptions>("gp"),
            AlgorithmCatalog.Searcher<Nsga2Options>("nsga2"),
            AlgorithmCatalog.Searcher<Nsga3Options>("nsga3"),
            AlgorithmCatalog.Searcher<DifferentialEvolutionOptions>("differential-evolution"),
            AlgorithmCatalog.Searcher<DehbOptions>("dehb"),
            AlgorithmCatalog.Searcher<ConcurrencyLimitOptions>("concurrency-limit"),
            AlgorithmCatalog.Searcher<RepeatOptions>("repeat"),
            AlgorithmCatalog.Searcher<WarmStartOptions>("warm-start"),
        ]);
}
