// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/toml_file.h"

#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <algorithm>
#include <toml++/toml.h>

namespace arborist::stages {

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

ConfigNode convert(const toml::node &node)
{
    ConfigNode out;
    out.line = static_cast<int>(node.source().begin.line);
    if (const auto *table = node.as_table()) {
        out.kind = ConfigNode::Kind::Table;
        for (const auto &[key, value] : *table) {
            ConfigNode child = convert(value);
            child.key = toQString(key.str());
            if (key.source().begin.line > 0)
                child.line = static_cast<int>(key.source().begin.line);
            out.children.push_back(std::move(child));
        }
        // toml++ sorts by name; people expect the order in which they wrote their stages.
        std::stable_sort(out.children.begin(), out.children.end(),
                         [](const ConfigNode &a, const ConfigNode &b) { return a.line < b.line; });
    } else if (const auto *list = node.as_array()) {
        out.kind = ConfigNode::Kind::List;
        for (const toml::node &value : *list)
            out.children.push_back(convert(value));
    } else if (const auto *text = node.as_string()) {
        out.kind = ConfigNode::Kind::Text;
        out.text = toQString(text->get());
    } else if (const auto *integer = node.as_integer()) {
        out.kind = ConfigNode::Kind::Integer;
        out.integer = integer->get();
    } else if (const auto *boolean = node.as_boolean()) {
        out.kind = ConfigNode::Kind::Boolean;
        out.boolean = boolean->get();
    } else if (node.is_floating_point()) {
        out.kind = ConfigNode::Kind::Real;
    } else {
        out.kind = ConfigNode::Kind::Date;
    }
    return out;
}

} // namespace

ConfigNode parseToml(const QString &text, const QString &shownName)
{
    const QByteArray utf8 = text.toUtf8();
    try {
        return convert(
            toml::parse(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size()))));
    } catch (const toml::parse_error &error) {
        throw fileError(shownName, static_cast<int>(error.source().begin.line),
                        QCoreApplication::translate("TomlFile", "this is not TOML: %1.")
                            .arg(toQString(error.description())),
                        QCoreApplication::translate("TomlFile",
                                                    "Look at the line for a missing quote, bracket "
                                                    "or equals sign."));
    }
}

} // namespace arborist::stages
