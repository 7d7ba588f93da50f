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

    private StateText()
    {
    }

    public static string Of(ExperimentState state)
    {
        var made = new StateText();
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
            case IEnumerable many:
                _text.Append('[');
                foreach (var one in many)
                {
                    Add(one);
                    _text.Append(',');
                }

                _text.Append(']');
                break;
            default:
                Fields(value);
                break;
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
