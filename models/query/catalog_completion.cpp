// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/catalog_completion.h"

#include "services/query/catalog_words.h"

namespace arborist {

CompletionWords completionWords(const query::CatalogWords &catalog)
{
    CompletionWords words;
    words.schemas = catalog.schemas;
    words.keywords = catalog.keywords;
    for (const query::CatalogWords::Relation &relation : catalog.relations) {
        CompletionTable table{relation.schema, relation.name, {}, relation.onSearchPath};
        for (const query::CatalogWords::Column &column : relation.columns)
            table.columns << column.name;
        words.tables.push_back(std::move(table));
    }
    for (const query::CatalogWords::Function &function : catalog.functions) {
        if (function.onSearchPath)
            words.functions << function.name;
    }
    words.functions.removeDuplicates();
    return words;
}

} // namespace arborist
