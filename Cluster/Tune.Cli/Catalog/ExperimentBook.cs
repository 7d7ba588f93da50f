using System.Reflection;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Hosting.Running;

namespace Tune.Cli.Catalog;

/// <summary>The experiments a program offers, by name, ordinal order.</summary>
internal sealed class ExperimentBook
{
    private readonly SortedDictionary<string, ExperimentPage> _pages = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    public IReadOnlyCollection<ExperimentPage> Pages => _pages.Values;

    /// <summary>What could not be offered and why, one sentence each: one bad experiment must not take the others and
    /// their results away.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>All training code, each name once.</summary>
    public IEnumerable<TrainableDefinition> Trainables =>
        Pages.Select(page => page.Tuner.Trainable).DistinctBy(trainable => trainable.Name);

    public ExperimentPage? Find(string name) => _pages.GetValueOrDefault(name);

    /// <exception cref="NameTakenException">The experiment's name is taken, or its training code's by other
    /// code.</exception>
    public void Add(string description, Tuner tuner)
    {
        if (_pages.ContainsKey(tuner.Name))
        {
            throw new NameTakenException($"Two experiments of this program are named '{tuner.Name}'.");
        }

        // A child process knows training code by its name alone.
        var name = tuner.Trainable.Name;
        if (Pages.FirstOrDefault(page => page.Tuner.Trainable.Name == name) is { Tuner: var other }
            && !SameCode.Is(other.Trainable, tuner.Trainable))
        {
            throw new NameTakenException(
                $"The experiments '{other.Name}' and '{tuner.Name}' of this program have different trainables of the "
                + $"one name '{name}'. Give one of them another name, or share one trainable between them.");
        }

        _pages.Add(tuner.Name, new ExperimentPage(description, tuner));
    }

    /// <summary>Finds the methods marked with <see cref="ExperimentAttribute"/>.</summary>
    public void AddAll(Assembly assembly)
    {
        const BindingFlags any = BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var method in assembly.GetTypes().SelectMany(type => type.GetMethods(any)))
        {
            if (method.GetCustomAttribute<ExperimentAttribute>() is not { } mark)
            {
                continue;
            }

            var place = $"{method.DeclaringType?.FullName}.{method.Name}";
            if (!method.IsStatic || method.ContainsGenericParameters || method.GetParameters().Length > 0
                || !typeof(Tuner).IsAssignableFrom(method.ReturnType))
            {
                _problems.Add($"{place} is marked [Experiment]; it must be static, take no parameters and return a "
                    + "Tuner.");
                continue;
            }

            try
            {
                Add(mark.Description, (Tuner)method.Invoke(null, null)!);
            }
            catch (TargetInvocationException broken)
            {
                _problems.Add($"{place}: {Sentence(broken.InnerException ?? broken)}");
            }
            catch (NameTakenException taken)
            {
                _problems.Add($"{place}: {taken.Message}");
            }
        }
    }

    // What is wrong with a space is a whole sentence; of any other exception the type says as much as the message.
    private static string Sentence(Exception problem) => problem is InvalidSpaceException
        ? problem.Message
        : $"{problem.GetType().Name}: {problem.Message}";
}

internal sealed record ExperimentPage(string Description, Tuner Tuner);
