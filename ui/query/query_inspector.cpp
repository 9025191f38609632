// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/query_inspector.h"

#include "models/common/format.h"
#include "models/query/cell_text.h"
#include "ui/style/metrics.h"
#include "ui/widgets/label.h"
#include "ui/widgets/section_head.h"
#include <QEvent>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QVBoxLayout>

namespace arborist {

namespace {

/// More would make the text view slow, and nobody reads it there.
constexpr qsizetype kShownBytes = 1 << 20;

bool isJson(const query::Column &column, QByteArrayView value)
{
    if (column.type == u"json" || column.type == u"jsonb")
        return true;
    return cell_text::looksLikeJson(value) &&
           !QJsonDocument::fromJson(value.toByteArray()).isNull();
}

QString wholeText(const query::Column &column, QByteArrayView value)
{
    if (value.size() > kShownBytes)
        return cell_text::begin(value, kShownBytes);
    return QString::fromUtf8(isJson(column, value) ? cell_text::prettyJson(value)
                                                   : value.toByteArray());
}

} // namespace

QueryInspector::QueryInspector(QWidget *parent)
    : QWidget(parent),
      m_head(new SectionHead({})),
      m_hint(new Label(FontRole::Table, Tone::Muted)),
      m_title(new Label(FontRole::BodyBold)),
      m_caption(new Label(FontRole::Caption, Tone::Muted)),
      m_warning(new Label(FontRole::Table, Tone::Drift)),
      m_text(new QPlainTextEdit)
{
    setAccessibleName(tr("Inspector"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Whole value"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->document()->setDocumentMargin(px(12));
    m_hint->setText(tr("Select a cell to see all of its value, or a step of a plan."));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    for (Label *label : {m_hint, m_title, m_caption, m_warning}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setContentsMargins(px(12), label == m_caption ? px(2) : px(10), px(12), 0);
        column->addWidget(label);
    }
    column->addWidget(m_text, 1);
    column->addStretch(0);
    dress();
    showNothing();
}

void QueryInspector::dress()
{
    const QFont font = fontFor(FontRole::CodeSmall);
    if (m_text->document()->defaultFont() != font) {
        m_text->setFont(font);
        m_text->document()->setDefaultFont(font);
    }
}

void QueryInspector::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        dress();
}

void QueryInspector::show(const QString &head, const QString &owner, const QString &title,
                          const QString &caption, const QString &text)
{
    m_head->setText(head);
    m_head->setRight(owner);
    m_title->setText(title);
    m_caption->setText(caption);
    m_text->setPlainText(text);
    setFilled(true);
}

void QueryInspector::setFilled(bool filled)
{
    m_hint->setVisible(!filled);
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_caption, m_text})
        part->setVisible(filled);
}

void QueryInspector::showNothing()
{
    m_head->setText(tr("Value"));
    m_head->setRight({});
    m_warning->hide();
    m_text->clear();
    setFilled(false);
}

void QueryInspector::showCell(const ResultModel &model, const QModelIndex &cell)
{
    const query::Column &column = model.columns()[size_t(cell.column())];
    const auto value = model.rows().cell(cell.row(), cell.column());
    m_warning->hide();
    QString caption = column.type;
    if (value && value->size() > 100)
        caption += QStringLiteral(", ") + format::bytes(value->size());
    if (value && value->size() > kShownBytes)
        caption += QStringLiteral(", ") + tr("only the beginning is shown: copy it to have all");
    show(tr("Value"), tr("Row %1").arg(format::count(cell.row() + 1)), column.name, caption,
         value ? wholeText(column, *value) : QString());
    m_text->setPlaceholderText(value ? tr("Empty text") : QStringLiteral("NULL"));
}

void QueryInspector::showNode(const ExplainModel &model, const QModelIndex &node)
{
    QStringList lines;
    for (const auto &[name, value] : model.details(node))
        lines << QStringLiteral("%1: %2").arg(name, value);
    const QString warning = model.warning(node);
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    const query::PlanNode &shown = *model.node(node);
    show(tr("Step of the plan"), {}, shown.type,
         shown.relation.isEmpty() ? shown.detail : shown.relation, lines.join(u'\n'));
    m_text->setPlaceholderText({});
}

QString QueryInspector::text() const
{
    return m_text->toPlainText();
}

} // namespace arborist
