using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Scripting;

/// <summary>Makes a cell's code interruptible: <see cref="Interruption.Poll"/> at the start of every loop's body,
/// <see cref="Interruption.Of(Task)"/> around every awaited expression. Not within <c>catch</c> and <c>finally</c>,
/// which clean up after an interruption. No line moves, and columns matter only to compiler errors, which are reported
/// on the text as written.</summary>
/// <remarks>Aborting the thread instead (<see cref="System.Runtime.ControlledExecution"/>) is the last resort: on Linux
/// it ended the whole process in about one of ten tries when the loop was allocating.</remarks>
internal sealed class InterruptRewriter : CSharpSyntaxRewriter
{
    private static readonly ExpressionSyntax Of =
        SyntaxFactory.ParseExpression("global::Workbook.Scripting.Interruption.Of");

    private static readonly StatementSyntax Poll =
        SyntaxFactory.ParseStatement("global::Workbook.Scripting.Interruption.Poll();");

    /// <summary>Rewrites a tree.</summary>
    /// <param name="tree">The tree of a cell.</param>
    /// <returns>The new tree, or the same one where there is neither loop nor await.</returns>
    public static SyntaxTree Rewrite(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var rewritten = new InterruptRewriter().Visit(root);
        return ReferenceEquals(root, rewritten) ? tree : CSharpSyntaxTree.Create(
            (CSharpSyntaxNode)rewritten, (CSharpParseOptions)tree.Options, tree.FilePath, tree.Encoding);
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        if (node.Expression.IsMissing) return node;
        var awaited = (ExpressionSyntax)Visit(node.Expression);
        var argument = SyntaxFactory.Argument(awaited.WithoutTrivia());
        var call = SyntaxFactory.InvocationExpression(
            Of, SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(argument)));
        return node.WithExpression(call.WithTriviaFrom(awaited));
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        node.WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) => node.WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        node.WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        ((ForEachStatementSyntax)node.WithExpression((ExpressionSyntax)Visit(node.Expression)))
            .WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        node.WithExpression((ExpressionSyntax)Visit(node.Expression)).WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitCatchClause(CatchClauseSyntax node) => node;

    /// <inheritdoc/>
    public override SyntaxNode? VisitFinallyClause(FinallyClauseSyntax node) => node;

    private StatementSyntax Polling(StatementSyntax body)
    {
        var visited = (StatementSyntax)Visit(body);
        return visited is BlockSyntax block
            ? block.WithStatements(block.Statements.Insert(0, Poll))
            : SyntaxFactory.Block(Poll, visited);
    }
}
