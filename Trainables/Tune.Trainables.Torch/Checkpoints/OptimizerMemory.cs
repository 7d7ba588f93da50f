using System.Reflection;
using TorchSharp.Modules;
using Tune.Trainables.Torch.Safetensors;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Checkpoints;

/// <summary>
/// What an optimizer remembers between steps, as named tensors and numbers. TorchSharp keeps it in public fields of
/// one state object per parameter and one options object per group; reading the fields by reflection covers every
/// optimizer alike, and a field of an unknown kind is refused instead of forgotten.
/// </summary>
internal sealed class OptimizerMemory
{
    private const string Prefix = "optimizer.state.";
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;

    private readonly string _kind;
    private readonly List<OptimizerState> _states;
    private readonly List<OptimizerOptions> _groups;
    private readonly List<Parameter> _parameters;

    private OptimizerMemory(OptimizerHelper optimizer)
    {
        var memory = optimizer.state_dict();
        _kind = optimizer.GetType().Name;
        _states = memory.State;
        _groups = memory.Options;
        _parameters = optimizer.parameters().ToList();
    }

    /// <exception cref="ArgumentException">The optimizer keeps its memory where it cannot be read.</exception>
    public static OptimizerMemory Of(optim.Optimizer optimizer) =>
        optimizer is OptimizerHelper open
            ? new OptimizerMemory(open)
            : throw new ArgumentException(
                $"The memory of {optimizer.GetType().Name} cannot be saved; any other optimizer of torch.optim can.",
                nameof(optimizer));

    public OptimizerManifest Describe() => new(_kind, _groups.ConvertAll(Options), _states.Count);

    /// <summary>
    /// Every tensor and number of every state, by name. The numbers become new tensors of the current scope.
    /// </summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Tensors()
    {
        for (var i = 0; i < _states.Count; i++)
            foreach (var field in Fields(_states[i]))
                if (AsTensor(field, _states[i]) is { } value)
                    yield return new(Name(i, field), value);
    }

    /// <summary>Checks that the file's memory fits this optimizer, before anything is changed.</summary>
    public void CheckFits(OptimizerManifest saved, SafetensorsFile file)
    {
        if (saved.Kind != _kind)
            throw new InvalidDataException($"The checkpoint is of the optimizer {saved.Kind}; this one is {_kind}.");
        if (saved.States != _states.Count || saved.Groups.Count != _groups.Count)
            throw new InvalidDataException(
                $"The checkpoint's optimizer has {saved.Groups.Count} groups over {saved.States} parameters; this one "
                + $"has {_groups.Count} over {_states.Count}.");
        if (saved.Groups.Any(group => !group.ContainsKey(nameof(OptimizerOptions.InitialLearningRate))))
            throw new InvalidDataException("The checkpoint's optimizer has a group without a learning rate.");
        for (var i = 0; i < _states.Count; i++)
            foreach (var field in Fields(_states[i]))
                CheckFits(i, field, file);
    }

    /// <summary>Puts the file's memory in place of the optimizer's.</summary>
    /// <param name="saved">What the manifest says of it.</param>
    /// <param name="file">The file with the tensors.</param>
    /// <param name="options">Whether learning rates and the like come from the checkpoint too.</param>
    public void Restore(OptimizerManifest saved, SafetensorsFile file, bool options)
    {
        for (var i = 0; i < _states.Count; i++)
            foreach (var field in Fields(_states[i]))
                Restore(_states[i], field, Name(i, field), file, _parameters[i].device);
        for (var i = 0; options && i < _groups.Count; i++)
            RestoreOptions(_groups[i], saved.Groups[i]);
    }

    private void CheckFits(int index, FieldInfo field, SafetensorsFile file)
    {
        var name = Name(index, field);
        var known = file.Entries.TryGetValue(name, out var entry);
        var shape = field.FieldType == typeof(Tensor) ? _parameters[index].shape : [];
        if (!known && field.FieldType != typeof(Tensor))
            throw new InvalidDataException($"The checkpoint lacks the optimizer's '{name}'.");
        if (known && !entry!.Shape.SequenceEqual(shape))
            throw new InvalidDataException(
                $"The checkpoint's '{name}' has the shape [{string.Join(", ", entry.Shape)}]; this optimizer's has "
                + $"[{string.Join(", ", shape)}].");
    }

    private static void Restore(OptimizerState state, FieldInfo field, string name, SafetensorsFile file, Device device)
    {
        if (field.FieldType != typeof(Tensor))
        {
            using var number = file.Read(name);
            object value = field.FieldType == typeof(long) ? number.item<long>() : (object)number.item<double>();
            field.SetValue(state, value);
            return;
        }
        (field.GetValue(state) as Tensor)?.Dispose();
        field.SetValue(
            state, file.Entries.ContainsKey(name) ? file.Read(name, device).DetachFromDisposeScope() : null);
    }

    private static FieldInfo[] Fields(OptimizerState state) => state.GetType().GetFields(Instance);

    private static string Name(int index, FieldInfo field) => $"{Prefix}{index}.{field.Name}";

    private static Tensor? AsTensor(FieldInfo field, OptimizerState state) => field.GetValue(state) switch
    {
        null when field.FieldType == typeof(Tensor) => null,
        Tensor value => value,
        long number => tensor(number),
        double number => tensor(number, ScalarType.Float64),
        _ => throw new NotSupportedException(
            $"{state.GetType().FullName} keeps a {field.FieldType.Name} in '{field.Name}', which cannot be saved."),
    };

    private static Dictionary<string, double> Options(OptimizerOptions options)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [nameof(options.InitialLearningRate)] = options.InitialLearningRate,
        };
        if (options.LearningRate is { } rate)
            values[nameof(options.LearningRate)] = rate;
        foreach (var field in options.GetType().GetFields(Instance))
            switch (field.GetValue(options))
            {
                case null:
                    break;
                case double number:
                    values[field.Name] = number;
                    break;
                case bool flag:
                    values[field.Name] = flag ? 1 : 0;
                    break;
                default:
                    throw new NotSupportedException(
                        $"{options.GetType().FullName} keeps a {field.FieldType.Name} in '{field.Name}', which "
                        + "cannot be saved.");
            }
        return values;
    }

    private static void RestoreOptions(OptimizerOptions options, IReadOnlyDictionary<string, double> saved)
    {
        options.InitialLearningRate = saved[nameof(options.InitialLearningRate)];
        options.LearningRate = saved.TryGetValue(nameof(options.LearningRate), out var rate) ? rate : null;
        foreach (var field in options.GetType().GetFields(Instance))
            if (!saved.TryGetValue(field.Name, out var number))
                field.SetValue(options, null);
            else if (field.FieldType == typeof(bool?) || field.FieldType == typeof(bool))
                field.SetValue(options, number != 0);
            else
                field.SetValue(options, number);
    }
}
