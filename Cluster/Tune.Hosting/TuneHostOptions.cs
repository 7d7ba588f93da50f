using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Gpus;
using Tune.Hosting.Observing;
using Tune.Hosting.Webhooks;

namespace Tune.Hosting;

/// <summary>How an embedded node is started.</summary>
public sealed record TuneHostOptions
{
    /// <summary>Where the store is; default the folder <c>./tune-data</c>, which is made if it is not there. A path,
    /// or a scheme and what belongs to it: <c>file:DIR</c>, or <c>memory:</c> for a store that is gone with the host.
    /// Other kinds are added with <see cref="Tune.Storage.Opening.StoreKinds.Add"/>.</summary>
    public string Store { get; init; } = "./tune-data";

    /// <summary>Folder for what attempts work on, in which each store has one of its own that is emptied when the node
    /// starts; default <c>work</c> in the store's folder, and for a store that is no folder a temporary one.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>Folder for what attempts print, in which each store has one of its own; default <c>logs</c> in the
    /// store's folder, and for a store that is no folder a temporary one.</summary>
    public string? LogFolder { get; init; }

    /// <summary>How many trials may run at once on this node; default the number of processors. 0 runs none.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a request may go unanswered, above 0; default one minute. What is over it ends with a
    /// <see cref="TimeoutException"/>. Leaving an experiment may take longer by its
    /// <see cref="TrialLimits.StopGrace"/>, while its owner says that it is still at it: raise one of the two where
    /// trials take longer to save.</summary>
    public TimeSpan RequestDeadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many graphics cards this node offers, 0 or more, numbered from 0; default none. Ignored where
    /// <see cref="Cards"/> says which.</summary>
    public int Gpus { get; init; }

    /// <summary>The graphics cards this node offers, found by the driver: trials are shown them by UUID, and one that
    /// has ended gives its slot back when its memory on them is free again. Belongs to the caller, who disposes of it
    /// after the host. Null (default) where only their number is known.</summary>
    public GpuSet? Cards { get; init; }

    /// <summary>Amounts above 0 of whatever else this node offers, by the names that <see cref="Resources.Named"/> of
    /// experiments use, such as licences; default nothing.</summary>
    public IReadOnlyDictionary<string, double> Offers { get; init; } = new Dictionary<string, double>();

    /// <summary>Told what people should know, one sentence each; default standard error.</summary>
    public Action<string> Notice { get; init; } = Console.Error.WriteLine;

    /// <summary>Serves the host to other programs of this machine, the command line in a second terminal among them,
    /// once it has started; what it gives back is disposed of before anything else is. Null for a host that nobody
    /// else can ask, which is the default; <c>StoreSocket.ServeAsync</c> of Tune.Server serves the API on a socket in
    /// the store's folder, as every <c>TuneApp</c> does. If it fails, the start does.</summary>
    public Func<TuneHost, CancellationToken, Task<IAsyncDisposable?>>? Serve { get; init; }

    /// <summary>Told what happens in the experiments that this host drives, beside the training; default nobody.
    /// </summary>
    public IReadOnlyList<ITuneObserver> Observers { get; init; } = [];

    /// <summary>Addresses that are told the same over HTTP; default none.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    /// <summary>How long a deleted experiment stays in the recycle bin before it is removed for good, 0 to 36,500 days;
    /// default 30 days. Looked after at the start and every hour. Null for ever: it is removed only by
    /// <see cref="TuneHost.PurgeAsync"/>.</summary>
    public TimeSpan? Retention { get; init; } = RecycleBin.RetentionDefault;

    /// <summary>What can be submitted here, with <see cref="SubmitOrder"/> and so over the API; default nothing. A
    /// <c>TuneApp</c> offers its experiments.</summary>
    public IReadOnlyList<ExperimentTemplate> Templates { get; init; } = [];

    /// <summary>Whether the host goes on at its start with what was submitted before and is not finished, as far as
    /// <see cref="Templates"/> have its training code; default false.</summary>
    public bool TakesUp { get; init; }

    /// <summary>The clock of the node; default the system's.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;
}
