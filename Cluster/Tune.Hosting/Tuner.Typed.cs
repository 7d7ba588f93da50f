using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Hosting;

/// <summary>An experiment whose space is the attributes of a record.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public record Tuner<TConfig> : Tuner
    where TConfig : notnull
{
    /// <summary>Trains by a function.</summary>
    public Tuner(string name, Func<TrialContext, TConfig, Task> train)
        : this(name, Trainables.Trainable.Function(name, train))
    {
    }

    /// <summary>Without training code, for <see cref="TuneLoop"/>.</summary>
    public Tuner(string name)
        : this(name, TuneLoop.NoCode)
    {
    }

    /// <summary>Trains by any registered trainable.</summary>
    public Tuner(string name, TrainableDefinition trainable)
        : base(name, trainable, SearchSpace.Of<TConfig>())
    {
    }
}
