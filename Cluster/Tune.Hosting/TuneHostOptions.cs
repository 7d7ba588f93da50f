using Tune.Engine.Experiments;

namespace Tune.Hosting;

/// <summary>How an embedded node is started.</summary>
public sealed record TuneHostOptions
{
    /// <summary>Folder of the store; default <c>./tune-data</c>. Made if it is not there.</summary>
    public string Store { get; init; } = "./tune-data";

    /// <summary>How many trials may run at once on this node; default the number of processors. 0 runs none.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a request may go unanswered, above 0; default one minute. What is over it ends with a
    /// <see cref="TimeoutException"/>.</summary>
    public TimeSpan RequestDeadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many graphics cards this node offers, 0 or more, numbered from 0; default none.</summary>
    public int Gpus { get; init; }

    /// <summary>Amounts above 0 of whatever else this node offers, by the names that <see cref="Resources.Named"/> of
    /// experiments use, such as licences; default nothing.</summary>
    public IReadOnlyDictionary<string, double> Offers { get; init; } = new Dictionary<string, double>();

    /// <summary>Told what people should know, one sentence each; default standard error.</summary>
    public Action<string> Notice { get; init; } = Console.Error.WriteLine;
}
