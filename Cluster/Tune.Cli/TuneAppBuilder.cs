using Tune.Cli.Catalog;
using Tune.Hosting;

namespace Tune.Cli;

/// <summary>Adds experiments to a <see cref="TuneApp"/>.</summary>
public sealed class TuneAppBuilder
{
    private readonly ExperimentBook _book;

    internal TuneAppBuilder(ExperimentBook book) => _book = book;

    /// <summary>Offers an experiment under its own name.</summary>
    /// <param name="description">One line for <c>list</c>.</param>
    /// <param name="tuner">The experiment.</param>
    /// <exception cref="InvalidOperationException">The name is taken, or the trainable's by another
    /// experiment's other code.</exception>
    public TuneAppBuilder Add(string description, Tuner tuner)
    {
        _book.Add(description, tuner);
        return this;
    }
}
