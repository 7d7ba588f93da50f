using System.Collections;
using System.Reflection;
using System.Text;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Experiments;

/// <summary>
/// Everything an object holds, private fields and the memory of algorithms included, as text: two states with the same
/// text cannot be told apart by anybody.
/// </summary>
internal sealed class StateText
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<object> _known = new(ReferenceEqualityComparer.Instance);

    private readonly bool _byContent;

    private StateText(bool byContent) => _byContent = byContent;

    /// <param name="state">The state.</param>
    /// <param name="byContent">Whether it does not count which objects are one and the same, and in which order
    /// dictionaries were filled.</param>
    public static string Of(ExperimentState state, bool byContent = false)
    {
        var made = new StateText(byContent);
        made.Add(state);
        return made._text.ToString();
    }

    private void Add(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append('-');
                break;
            case string or Enum or IFormattable or bool:
                _text.Append(FormattableString.Invariant($"{value}"));
                break;
            case Configuration or ExperimentSpec:
                _text.Append(value);
                break;
            case SearchSpace or Delegate or Type:
                break;
            case not ValueType when !_known.Add(value):
                _text.Append('^');
                break;
            case IEnumerable many when _byContent && IsUnordered(many.GetType()):
                _text.Append('[').AppendJoin(',', many.Cast<object>().Select(Apart).Order(StringComparer.Ordinal));
                _text.Append(']');
                Forget(value);
                break;
            case IEnumerable many:
                _text.Append('[');
                foreach (var one in many)
                {
                    Add(one);
                    _text.Append(',');
                }

                _text.Append(']');
                Forget(value);
                break;
            default:
                Fields(value);
                Forget(value);
                break;
        }
    }

    private static bool IsUnordered(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>)
            || type.GetGenericTypeDefinition() == typeof(HashSet<>));

    private string Apart(object one)
    {
        var apart = new StateText(_byContent);
        apart.Add(one);
        return apart._text.ToString();
    }

    // By content only what goes round in a circle is cut off.
    private void Forget(object value)
    {
        if (_byContent)
        {
            _known.Remove(value);
        }
    }

    private void Fields(object value)
    {
        const BindingFlags own =
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        _text.Append(value.GetType().Name).Append('{');
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(own))
            {
                _text.Append(field.Name).Append(':');
                Add(field.GetValue(value));
                _text.Append(' ');
            }
        }

        _text.Append('}');
    }
}
