namespace Tune.Engine.Filters;

/// <summary>Reads a filter by recursive descent: OR of ANDs of conditions.</summary>
internal sealed class FilterParser(string filter, IReadOnlyCollection<string> attributes)
{
    private const int DepthMax = 100;
    private const int ListMax = 1000;
    private readonly List<FilterToken> _tokens = FilterTokens.Of(filter);
    private int _at;
    private int _depth;

    private FilterToken Now => _tokens[_at];

    public FilterNode Read()
    {
        if (Now.Kind == FilterTokenKind.End)
        {
            return new FilterNode.All();
        }

        var node = Either();
        return Now.Kind == FilterTokenKind.End ? node : throw Expected("AND, OR or the end");
    }

    private FilterNode Either() => Join("OR", isAnd: false, Both);

    private FilterNode Both() => Join("AND", isAnd: true, One);

    private FilterNode Join(string word, bool isAnd, Func<FilterNode> part)
    {
        var parts = new List<FilterNode> { part() };
        while (Take(word))
        {
            parts.Add(part());
        }

        return parts is [var only] ? only : new FilterNode.Joined(isAnd, parts);
    }

    private FilterNode One()
    {
        if (++_depth > DepthMax)
        {
            throw new FilterException(filter, Now.At, $"More than {DepthMax} brackets and NOTs lie in each other");
        }

        FilterNode node;
        if (Take("NOT"))
        {
            node = new FilterNode.Not(One());
        }
        else if (Take("("))
        {
            node = Either();
            Require(")");
        }
        else
        {
            node = Condition();
        }

        _depth--;
        return node;
    }

    private FilterNode Condition()
    {
        var field = new FilterFields(filter, attributes).Read(_tokens, ref _at);
        if (Take("IS"))
        {
            var isThere = Take("NOT");
            Require("NULL");
            return new FilterNode.There(field, isThere);
        }

        var wanted = !Take("NOT");
        if (Take("IN"))
        {
            return new FilterNode.Test(field, FilterTest.Among(List(), wanted));
        }

        if (Take("BETWEEN"))
        {
            var least = Literal();
            Require("AND");
            return new FilterNode.Test(field, FilterTest.Between(least, Literal(), wanted));
        }

        if (Now.Is("LIKE") || Now.Is("ILIKE"))
        {
            var ignoresCase = _tokens[_at++].Is("ILIKE");
            return new FilterNode.Test(field, FilterTest.Like(Text(), ignoresCase, wanted));
        }

        return wanted && Now.Kind == FilterTokenKind.Sign && Now.Text is "=" or "!=" or "<" or "<=" or ">" or ">="
            ? new FilterNode.Test(field, FilterTest.Compare(_tokens[_at++].Text, Literal()))
            : throw Expected(wanted
                ? "=, !=, <, <=, >, >=, IN, BETWEEN, LIKE, ILIKE or IS NULL" : "IN, BETWEEN, LIKE or ILIKE");
    }

    private List<FilterLiteral> List()
    {
        Require("(");
        var literals = new List<FilterLiteral> { Literal() };
        while (Take(","))
        {
            literals.Add(Literal());
            if (literals.Count > ListMax)
            {
                throw new FilterException(filter, Now.At, $"The list has more than {ListMax} values");
            }
        }

        Require(")");
        return literals;
    }

    private string Text() => Literal() is { Text: { } text }
        ? text
        : throw new FilterException(filter, _tokens[_at - 1].At, "A pattern is a text in quotes");

    private FilterLiteral Literal()
    {
        var token = Now;
        FilterLiteral literal = token switch
        {
            { Kind: FilterTokenKind.Number } => new(token.Number, null),
            { Kind: FilterTokenKind.Text } => new(double.NaN, token.Text),
            { Kind: FilterTokenKind.Quoted, Number: 0 } => new(double.NaN, token.Text),
            _ when token.Is("TRUE") || token.Is("FALSE") => new(double.NaN, token.Is("TRUE") ? "true" : "false"),
            { Kind: FilterTokenKind.Word } => throw new FilterException(
                filter, token.At, $"A text stands in quotes: '{token.Text}'"),
            _ => throw Expected("a number or a text in quotes"),
        };
        _at++;
        return literal;
    }

    private bool Take(string word)
    {
        if (!Now.Is(word))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Require(string word)
    {
        if (!Take(word))
        {
            throw Expected(word);
        }
    }

    private FilterException Expected(string what) => new(
        filter, Now.At, Now.Kind == FilterTokenKind.End
            ? $"The filter ends where {what} is expected"
            : $"'{Now.Text}' stands where {what} is expected");
}
