// World: a schema and its tuples, what depends on what in them, and worlds that mean the same.

export class World {
    constructor({ schema, model, tuples }) {
        this.schema = schema; ///< the text, a relation or permission a line
        this.model = model;
        this.tuples = tuples;
        this.depths = new Map();
        this.reaches = new Map();
        this.walks = new Map();
    }

    types() {
        return Object.keys(this.model);
    }

    relation(namespace, name) {
        return this.model[namespace]?.find((relation) => relation.name === name);
    }

    /// The operands of a relation's expression that are no operators.
    leaves(expression) {
        return expression.operands.length ? expression.operands.flatMap((one) => this.leaves(one)) : [expression];
    }

    /// The parts of an expression, itself included, that are this operation.
    operations(expression, operation) {
        const below = expression.operands.flatMap((one) => this.operations(one, operation));
        return expression.operation === operation ? [expression, ...below] : below;
    }

    /// Every `[namespace, relation]` that the schema lets this one depend on, itself included.
    reach(namespace, name) {
        const key = `${namespace}#${name}`;
        if (!this.reaches.has(key)) this.reaches.set(key, this.closure([[namespace, name]]));
        return this.reaches.get(key);
    }

    closure(open) {
        const found = new Map();
        while (open.length) {
            const [namespace, name] = open.pop();
            const relation = this.relation(namespace, name);
            if (!relation || found.has(`${namespace}#${name}`)) continue;
            found.set(`${namespace}#${name}`, [namespace, relation]);
            open.push(...this.next(namespace, relation));
        }
        return [...found.values()];
    }

    next(namespace, relation) {
        if (relation.subjects)
            return relation.subjects.filter((kind) => kind.relation).map((kind) => [kind.namespace, kind.relation]);
        return this.leaves(relation.expression).flatMap((leaf) => {
            if (leaf.operation === "computed") return [[namespace, leaf.relation]];
            if (leaf.operation === "nil") return [];
            const kinds = this.relation(namespace, leaf.tupleset).subjects;
            return [[namespace, leaf.tupleset], ...kinds.map((kind) => [kind.namespace, leaf.relation])];
        });
    }

    /// The tuples of the relations that this one may depend on.
    tuples_below(namespace, name) {
        const below = new Set(this.reach(namespace, name).map(([space, relation]) => `${space}#${relation.name}`));
        return this.tuples.filter(({ userset }) => below.has(`${userset.namespace}#${userset.relation}`));
    }

    /// How many steps there are at most from a userset down, by tuples that have not expired;
    /// Infinity in a circle.
    depth(namespace, id, name) {
        const key = `${namespace}:${id}#${name}`;
        if (this.depths.has(key)) return this.depths.get(key);
        this.depths.set(key, Infinity); // until known: whoever comes here again has gone in a circle
        const depth = Math.max(0, ...this.steps(namespace, id, name).map((next) => 1 + this.depth(...next)));
        this.depths.set(key, depth);
        return depth;
    }

    steps(namespace, id, name) {
        const relation = this.relation(namespace, name);
        if (!relation) return [];
        const named = (stored) => this.tuples.filter(({ userset, expired }) => !expired &&
            userset.namespace === namespace && userset.id === id && userset.relation === stored)
            .map(({ subject }) => subject);
        if (relation.subjects)
            return named(name).filter((subject) => subject.relation)
                .map((subject) => [subject.namespace, subject.id, subject.relation]);
        return this.leaves(relation.expression).flatMap((leaf) => {
            if (leaf.operation === "computed") return [[namespace, id, leaf.relation]];
            if (leaf.operation === "nil") return [];
            return named(leaf.tupleset).map((subject) => [subject.namespace, subject.id, leaf.relation]);
        });
    }

    /// The depth of the userset asked about; of a lookup of objects, the deepest that it may pass.
    depth_of({ kind, userset: { namespace, id, relation }, subject: asked }) {
        if (kind !== "lookup-objects") return this.depth(namespace, id, relation);
        const ids = new Set([asked.id, ...this.tuples.flatMap(({ userset, subject }) => [userset.id, subject.id])]);
        return Math.max(0, ...this.reach(namespace, relation).flatMap(([space, below]) =>
            [...ids].map((one) => this.depth(space, one, below.name))));
    }

    /// How many usersets a walk from one down to the given depth comes by, each as often as there are ways to it.
    walk(namespace, id, name, depth = 50) {
        const key = `${namespace}:${id}#${name} ${depth}`;
        if (!this.walks.has(key)) {
            const steps = depth === 0 ? [] : this.steps(namespace, id, name);
            this.walks.set(key, steps.reduce((sum, next) => sum + this.walk(...next, depth - 1), 1));
        }
        return this.walks.get(key);
    }

    // --- Worlds that mean the same

    with_tuples(tuples) {
        return new World({ ...this, tuples });
    }

    /// `change` gets each line and the namespace that it is in, and gives the line or others.
    with_lines(change) {
        let namespace;
        const lines = this.schema.split("\n").map((line) => {
            namespace = /^definition (\w+)/.exec(line)?.[1] ?? namespace;
            return change(line, namespace);
        });
        return new World({ ...this, schema: lines.join("\n") });
    }
}
