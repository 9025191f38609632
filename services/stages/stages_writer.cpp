// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stages_writer.h"

#include "services/stages/text_file.h"
#include "services/stages/toml_editor.h"
#include "services/stages/toml_file.h"
#include <QCoreApplication>
#include <toml++/toml.h>

namespace arborist::stages {

namespace {

const QString kStages = QStringLiteral("stages");
const QString kFile = QStringLiteral("arborist.toml");

QString tr(const char *text)
{
    return QCoreApplication::translate("StagesWriter", text);
}

toml::table parsed(const QString &text)
{
    parseToml(text, kFile); // for an error with its line
    const QByteArray utf8 = text.toUtf8();
    return toml::parse(std::string_view(utf8.constData(), std::size_t(utf8.size())));
}

std::string utf8(const QString &text)
{
    return text.toStdString();
}

/// The same change, made to what the text means.
void set(toml::table &table, const StageKey &key)
{
    const std::string name = utf8(key.key);
    if (!key.value.isValid()) {
        table.erase(name);
    } else if (key.value.typeId() == QMetaType::Bool) {
        table.insert_or_assign(name, key.value.toBool());
    } else if (key.value.typeId() == QMetaType::QStringList) {
        toml::array list;
        for (const QString &part : key.value.toStringList())
            list.push_back(utf8(part));
        table.insert_or_assign(name, std::move(list));
    } else {
        table.insert_or_assign(name, utf8(key.value.toString()));
    }
}

toml::table *tableOf(toml::table &root, const QString &stage)
{
    toml::table *stages = root["stages"].as_table();
    const auto found = stages ? stages->find(utf8(stage)) : toml::table::iterator();
    return stages && found != stages->end() ? found->second.as_table() : nullptr;
}

Error notHere(const QString &stage)
{
    return Error(tr("arborist.toml does not declare the stage %1.").arg(stage),
                 tr("It comes from a .env file: change that file, or add the stage first."));
}

void check(const QString &text, const toml::table &meant)
{
    bool fine = false;
    try {
        fine = parsed(text) == meant;
    } catch (const Error &) {
        // What we made of it is no TOML: told below.
    }
    if (!fine)
        throw Error(tr("arborist.toml is written in a way that is not changed here."),
                    tr("Give the stage a table of its own, [stages.NAME], or change the file by "
                       "hand."))
            .setWhere(kFile);
}

/// default_stage and source_stage, where they name the stage.
std::vector<QString> namedBy(const toml::table &root, const QString &stage)
{
    std::vector<QString> keys;
    for (const char *key : {"default_stage", "source_stage"}) {
        if (root["workspace"][key].value<std::string>() == utf8(stage))
            keys.push_back(QLatin1String(key));
    }
    return keys;
}

void pointTo(TomlEditor &editor, toml::table &root, const QString &stage, const QVariant &to)
{
    for (const QString &key : namedBy(root, stage)) {
        editor.set({QStringLiteral("workspace")}, {key, to});
        set(*root["workspace"].as_table(), {key, to});
    }
}

} // namespace

bool declaresStage(const QString &text, const QString &stage)
{
    toml::table root = parsed(text);
    return tableOf(root, stage) != nullptr;
}

QString withStageKeys(const QString &text, const QString &stage, const QList<StageKey> &keys)
{
    toml::table meant = parsed(text);
    const QStringList path{kStages, stage};
    TomlEditor editor(text);
    if (toml::table *table = tableOf(meant, stage)) {
        for (const StageKey &key : keys) {
            const toml::table before = *table;
            set(*table, key);
            if (!(before == *table))
                editor.set(path, key);
        }
    } else {
        if (!meant.contains("stages"))
            meant.insert("stages", toml::table());
        toml::table added;
        for (const StageKey &key : keys)
            set(added, key);
        if (toml::table *stages = meant["stages"].as_table())
            stages->insert_or_assign(utf8(stage), added);
        editor.addTable(path, keys);
    }
    check(editor.text(), meant);
    return editor.text();
}

QString withoutStage(const QString &text, const QString &stage)
{
    toml::table meant = parsed(text);
    if (!tableOf(meant, stage))
        throw notHere(stage);
    TomlEditor editor(text);
    editor.remove({kStages, stage});
    meant["stages"].as_table()->erase(utf8(stage));
    pointTo(editor, meant, stage, {});
    // A file without the table and one with an empty one say the same.
    toml::table result = parsed(editor.text());
    if (meant["stages"].as_table()->empty() && !result.contains("stages"))
        meant.erase("stages");
    check(editor.text(), meant);
    return editor.text();
}

QString withStageRenamed(const QString &text, const QString &from, const QString &to)
{
    toml::table meant = parsed(text);
    if (!tableOf(meant, from))
        throw notHere(from);
    if (tableOf(meant, to))
        throw Error::usage(tr("There is a stage %1 already.").arg(to), tr("Choose another name."));
    TomlEditor editor(text);
    editor.rename({kStages, from}, to);
    toml::table &stages = *meant["stages"].as_table();
    toml::table moved = *tableOf(meant, from);
    stages.erase(utf8(from));
    stages.insert_or_assign(utf8(to), std::move(moved));
    pointTo(editor, meant, from, to);
    check(editor.text(), meant);
    return editor.text();
}

} // namespace arborist::stages
