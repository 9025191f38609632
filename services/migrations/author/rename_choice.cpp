// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/rename_choice.h"

#include "services/core/error.h"
#include "services/migrations/author/push_model.h"
#include "services/migrations/snapshot/snapshot.h"

namespace arborist::migrations {

namespace {

std::optional<Snapshot> newestSnapshot(const MigrationSet &set)
{
    if (set.migrations.empty())
        return std::nullopt;
    try {
        return snapshotAfter(set, set.migrations.back());
    } catch (const Error &) {
        return std::nullopt; // then nothing can be proposed; new is an answer still
    }
}

template <typename Things> void addKeys(std::vector<QStringList> &all, const Things &things)
{
    for (const QString &key : things.keys())
        all.push_back({key.section(u'.', 0, 0), key.section(u'.', 1)});
}

/// All of the kind that the snapshot has, whatever has become of them.
std::vector<QStringList> thingsOf(const QString &kind, const Snapshot &snapshot)
{
    std::vector<QStringList> all;
    if (kind == u"table") {
        addKeys(all, snapshot.tables);
    } else if (kind == u"column") {
        for (const ModelTable &table : snapshot.tables) {
            for (const ModelColumn &column : table.columns)
                all.push_back({table.schema, table.name, column.name});
        }
    } else if (kind == u"enum") {
        addKeys(all, snapshot.enums);
    } else if (kind == u"sequence") {
        addKeys(all, snapshot.sequences);
    } else if (kind == u"view") {
        addKeys(all, snapshot.views);
    } else if (kind == u"schema" || kind == u"role") {
        for (const QString &name : kind == u"role" ? snapshot.roles : snapshot.schemas)
            all.push_back({name});
    } else if (kind == u"policy") {
        for (const ModelTable &table : snapshot.tables) {
            for (const ModelPart &policy : table.policies)
                all.push_back({table.schema, table.name, policy.name});
        }
    }
    return all;
}

bool isInModels(const QStringList &entity, const QString &kind, const PushModel &models)
{
    const auto table = models.tables.constFind(entity.mid(0, 2).join(u'.'));
    if (kind == u"table")
        return table != models.tables.cend();
    return kind == u"column" && table != models.tables.cend() && table->contains(entity.last());
}

} // namespace

std::vector<RenameChoice> renameChoices(const MigrationSet &set,
                                        const std::vector<RenameQuestion> &questions,
                                        const OperationContext &context)
{
    const std::optional<Snapshot> snapshot = newestSnapshot(set);
    const std::optional<PushModel> models = exportedModel(set, context);
    std::vector<RenameChoice> choices;
    for (const RenameQuestion &question : questions) {
        RenameChoice choice{question, {}};
        // A table may have come from another schema; all else stays where it is.
        const qsizetype shared = question.kind == u"table" ? 0 : question.entity.size() - 1;
        if (snapshot) {
            for (const QStringList &thing : thingsOf(question.kind, *snapshot)) {
                if (thing.size() == question.entity.size() && thing != question.entity &&
                    thing.mid(0, shared) == question.entity.mid(0, shared) &&
                    !(models && isInModels(thing, question.kind, *models)))
                    choice.former.push_back(thing);
            }
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

} // namespace arborist::migrations
