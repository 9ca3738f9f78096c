// Oracle: SpiceDB in this process, and its answers in the form of Pemba's.

const BEST_FIRST = ["yes", "conditional", "no"];

/// Of two decisions about the same thing, the better.
export function better(a, b) {
    if (a.is !== b.is) return BEST_FIRST.indexOf(a.is) < BEST_FIRST.indexOf(b.is) ? a : b;
    return a.is === "conditional" ? { ...a, missing: union(a.missing, b.missing) } : a;
}

function union(a, b) {
    return [...new Set([...a, ...b])].sort();
}

const CODES = { 2: "Unknown", 3: "InvalidArgument", 4: "DeadlineExceeded", 6: "AlreadyExists", 9: "FailedPrecondition",
    13: "Internal" };

// A unary call fails with `rpc error: code = C desc = text`, a stream with a number and a text.
function error_of(thrown) {
    const text = thrown.details || thrown.message || String(thrown);
    const unary = /^rpc error: code = (\w+) desc = ([^]*)$/.exec(text);
    return unary ? { error: unary[1], message: unary[2] }
                 : { error: CODES[thrown.code] ?? String(thrown.code), message: text };
}

async function trying(call) {
    try {
        return (await call()) ?? {};
    } catch (thrown) {
        return error_of(thrown);
    }
}

export class Oracle {
    /// `lib` is what drives the npm package.
    static async start(lib) {
        return new Oracle(lib, await lib.start());
    }

    constructor(lib, database) {
        this.lib = lib;
        this.database = database;
        this.types = [];
        const { v1 } = lib;
        this.newest = v1.Consistency.create({ requirement: { oneofKind: "fullyConsistent", fullyConsistent: true } });
    }

    async write_schema(text) {
        const { v1 } = this.lib;
        return trying(async () => {
            await this.database.schema().promises.writeSchema(v1.WriteSchemaRequest.create({ schema: text }));
        });
    }

    /// `operation` is CREATE, TOUCH or DELETE.
    async write(operation, texts) {
        const { v1 } = this.lib;
        return trying(async () => {
            const updates = texts.map((text) => v1.RelationshipUpdate.create({
                operation: v1.RelationshipUpdate_Operation[operation],
                relationship: this.lib.rel(text),
            }));
            const request = v1.WriteRelationshipsRequest.create({ updates });
            await this.database.permissions().promises.writeRelationships(request);
        });
    }

    /// Only this schema and these tuples from now on. Throws if they are refused.
    async load(schema, types, texts) {
        const { v1 } = this.lib;
        for (const resourceType of this.types) {
            const relationshipFilter = v1.RelationshipFilter.create({ resourceType });
            const request = v1.DeleteRelationshipsRequest.create({ relationshipFilter });
            await this.database.permissions().promises.deleteRelationships(request);
        }
        this.types = types;
        for (const done of [await this.write_schema(schema), texts.length ? await this.write("TOUCH", texts) : {}])
            if (done.error) throw new Error(`${done.error}: ${done.message}\n${schema}\n${texts.join("\n")}`);
    }

    async ask(question) {
        const kinds = { "check": this.check, "lookup-objects": this.lookup_objects,
            "lookup-subjects": this.lookup_subjects };
        return trying(() => kinds[question.kind].call(this, question));
    }

    common(question) {
        const context = Object.keys(question.context).length ? this.lib.struct(question.context) : undefined;
        return { consistency: this.newest, context };
    }

    object({ namespace, id }) {
        return this.lib.v1.ObjectReference.create({ objectType: namespace, objectId: id });
    }

    subject(subject) {
        const { v1 } = this.lib;
        return v1.SubjectReference.create({ object: this.object(subject), optionalRelation: subject.relation });
    }

    decision(permissionship, partial) {
        const { v1 } = this.lib;
        if (permissionship === "conditional")
            return { is: permissionship, missing: [...new Set(partial?.missingRequiredContext ?? [])].sort() };
        return { is: permissionship };
    }

    async check(question) {
        const { v1 } = this.lib;
        const { userset, subject } = question;
        const words = ["?", "no", "yes", "conditional"];
        const answer = await this.database.permissions().promises.checkPermission(v1.CheckPermissionRequest.create({
            ...this.common(question),
            resource: this.object(userset), permission: userset.relation, subject: this.subject(subject),
        }));
        return { decision: this.decision(words[answer.permissionship], answer.partialCaveatInfo) };
    }

    async lookup_objects(question) {
        const { v1 } = this.lib;
        const { userset, subject } = question;
        const rows = await this.database.permissions().promises.lookupResources(v1.LookupResourcesRequest.create({
            ...this.common(question),
            resourceObjectType: userset.namespace, permission: userset.relation, subject: this.subject(subject),
        }));
        return { objects: rows.map((row) => this.row(row, row.resourceObjectId)) };
    }

    async lookup_subjects(question) {
        const { v1 } = this.lib;
        const { userset, subject } = question;
        const rows = await this.database.permissions().promises.lookupSubjects(v1.LookupSubjectsRequest.create({
            ...this.common(question),
            resource: this.object(userset), permission: userset.relation,
            subjectObjectType: subject.namespace, optionalSubjectRelation: subject.relation,
        }));
        return { subjects: rows.map((row) => ({
            ...this.row(row.subject, row.subject.subjectObjectId),
            excluded: row.excludedSubjects.map((one) => this.row(one, one.subjectObjectId)),
        })) };
    }

    row(row, id) {
        const words = ["?", "yes", "conditional"];
        return { id, ...this.decision(words[row.permissionship], row.partialCaveatInfo) };
    }
}
