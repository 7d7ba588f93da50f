using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;

namespace Tune.Engine.Spaces.Typed;

/// <summary>Compiles a record's shape to two functions: values to record, and record to values.</summary>
internal static class Binder
{
    /// <summary>A function that makes the record from the flat list of values.</summary>
    public static Func<ParameterValue[], T> Reader<T>(RecordShape shape)
    {
        var values = Expression.Parameter(typeof(ParameterValue[]), "values");
        return Expression.Lambda<Func<ParameterValue[], T>>(New(shape, values), values).Compile();
    }

    /// <summary>A function that writes the record's values into the flat list.</summary>
    public static Action<T, ParameterValue[]> Writer<T>(RecordShape shape)
    {
        var record = Expression.Parameter(typeof(T), "record");
        var values = Expression.Parameter(typeof(ParameterValue[]), "values");
        return Expression.Lambda<Action<T, ParameterValue[]>>(Fill(shape, record, values), record, values).Compile();
    }

    /// <summary>A function that makes the record from the flat list of values and asks it one of its rules.</summary>
    public static Func<ParameterValue[], bool> Rule(RecordShape shape, Func<Expression, Expression> ask)
    {
        var values = Expression.Parameter(typeof(ParameterValue[]), "values");
        return Expression.Lambda<Func<ParameterValue[], bool>>(ask(New(shape, values)), values).Compile();
    }

    private static NewExpression New(RecordShape shape, Expression values) => Expression.New(
        shape.Constructor, shape.Members.Select(m => Read(m, values)));

    private static Expression Read(Member member, Expression values) => member switch
    {
        LeafMember leaf => Read(leaf, values),
        NestedMember nested => New(nested.Shape, values),
        BranchMember branch => Choose(branch, values),
        _ => throw new InvalidOperationException($"There is no way to read {member}."),
    };

    private static Expression Read(LeafMember leaf, Expression values)
    {
        var type = leaf.Argument.ParameterType;
        var read = Scalar.Read(values, leaf.Index, leaf.FullName, type);
        if (!leaf.Argument.HasDefaultValue)
        {
            return read;
        }

        var absent = Expression.Call(
            typeof(ScalarReader), nameof(ScalarReader.IsAbsent), null, values, Expression.Constant(leaf.Index));
        var plain = Scalar.Plain(type);
        var value = leaf.Argument.DefaultValue is var given && plain.IsEnum && given is not null
            ? Enum.ToObject(plain, given) : given;
        return Expression.Condition(
            absent, value is null ? Expression.Default(type) : Expression.Constant(value, type), read);
    }

    // A chain of "is it this one?" that ends in the error.
    private static BlockExpression Choose(BranchMember branch, Expression values)
    {
        var type = branch.Argument.ParameterType;
        Expression[] from = [values, Expression.Constant(branch.Index), Expression.Constant(branch.FullName)];
        var chosen = Expression.Variable(typeof(string), "chosen");
        Expression chain = Expression.Throw(
            Expression.Call(
                typeof(ScalarReader), nameof(ScalarReader.NoBranch), null,
                [.. from, Expression.Constant(branch.Allowed)]),
            type);
        foreach (var (value, shape) in branch.Options.Reverse())
        {
            var match = Expression.Equal(chosen, Expression.Constant(value));
            chain = Expression.Condition(match, Expression.Convert(New(shape, values), type), chain);
        }

        var text = Expression.Call(typeof(ScalarReader), nameof(ScalarReader.Text), null, from);
        return Expression.Block(type, [chosen], Expression.Assign(chosen, text), chain);
    }

    private static Expression Fill(RecordShape shape, Expression record, Expression values) =>
        shape.Members.IsEmpty
            ? Expression.Empty()
            : Expression.Block(typeof(void), shape.Members.Select(m => Fill(m, record, values)));

    private static Expression Fill(Member member, Expression record, Expression values)
    {
        var property = Expression.Property(record, member.Property);
        switch (member)
        {
            case LeafMember leaf:
                return Expression.Assign(
                    At(values, leaf.Index), Scalar.Write(
                        property, leaf.FullName, leaf.Argument.ParameterType, HasQuestionMark(leaf.Argument)));
            case NestedMember nested:
                return Fill(nested.Shape, property, values);
            case BranchMember branch:
                Expression chain = Expression.Throw(Expression.Call(
                    typeof(ScalarWriter), nameof(ScalarWriter.NoBranch), null,
                    Expression.Convert(property, typeof(object)), Expression.Constant(branch.FullName),
                    Expression.Constant(branch.Allowed)));
                foreach (var (value, shape) in branch.Options.Reverse())
                {
                    var taken = Expression.Block(
                        typeof(void),
                        Expression.Assign(
                            At(values, branch.Index), Expression.Constant(ParameterValue.Text(value))),
                        Fill(shape, Expression.Convert(property, shape.Type), values));
                    chain = Expression.IfThenElse(Expression.TypeEqual(property, shape.Type), taken, chain);
                }

                return chain;
            default:
                throw new InvalidOperationException($"There is no way to write {member}.");
        }
    }

    private static bool HasQuestionMark(ParameterInfo argument) =>
        new NullabilityInfoContext().Create(argument).ReadState == NullabilityState.Nullable;

    private static IndexExpression At(Expression values, int index) =>
        Expression.ArrayAccess(values, Expression.Constant(index));
}
