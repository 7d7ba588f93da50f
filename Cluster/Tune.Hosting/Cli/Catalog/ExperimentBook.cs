using System.Reflection;

namespace Tune.Hosting.Cli.Catalog;

/// <summary>The experiments a program offers, by name, ordinal order.</summary>
internal sealed class ExperimentBook
{
    private readonly SortedDictionary<string, ExperimentPage> _pages = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ExperimentPage> Pages => _pages.Values;

    public ExperimentPage? Find(string name) => _pages.GetValueOrDefault(name);

    public void Add(string description, Tuner tuner)
    {
        if (!_pages.TryAdd(tuner.Name, new ExperimentPage(description, tuner)))
        {
            throw new InvalidOperationException($"Two experiments of this program are named '{tuner.Name}'.");
        }
    }

    /// <summary>Finds the methods marked with <see cref="ExperimentAttribute"/>.</summary>
    public void AddAll(Assembly assembly)
    {
        const BindingFlags any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var method in assembly.GetTypes().SelectMany(type => type.GetMethods(any)))
        {
            if (method.GetCustomAttribute<ExperimentAttribute>() is { } mark)
            {
                if (method.GetParameters().Length > 0 || !typeof(Tuner).IsAssignableFrom(method.ReturnType))
                {
                    throw new InvalidOperationException(
                        $"{method.DeclaringType}.{method.Name} is marked [Experiment]; it must take no parameters "
                        + "and return a Tuner.");
                }

                Add(mark.Description, (Tuner)method.Invoke(null, null)!);
            }
        }
    }
}

internal sealed record ExperimentPage(string Description, Tuner Tuner);
