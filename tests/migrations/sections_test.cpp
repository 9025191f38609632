// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/sections.h"
#include "services/migrations/files/typeorm_classes.h"
#include <QTest>

using namespace arborist::migrations;

/// Directives of files of SQL, and classes of TypeORM.
class SectionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filesAreDivided_data();
    void filesAreDivided();
    void everyCutIsSurvived_data() { filesAreDivided_data(); }
    void everyCutIsSurvived();
    void classesAreFound_data();
    void classesAreFound();
    void importsAreFound();
};

namespace {

using Reader = Sections (*)(const QString &, const QByteArray &);

/// "SELECT 1;|SELECT 2;", with a star where it runs without a transaction.
QString pieces(const std::optional<Script> &script, const QByteArray &text)
{
    if (!script)
        return QStringLiteral("-");
    QStringList shown;
    for (const Piece &piece : script->pieces) {
        // Every piece is where it says.
        if (text.mid(piece.offset, piece.sql.size()) != piece.sql ||
            piece.line != 1 + text.left(piece.offset).count('\n'))
            return QStringLiteral("not where it says");
        QString lines = QString::fromUtf8(piece.sql).trimmed();
        shown.append(lines.replace(u'\r', QString()).replace(u'\n', u'/'));
    }
    return shown.join(u'|') + (script->inTransaction ? QString() : QStringLiteral("*"));
}

} // namespace

Q_DECLARE_METATYPE(Reader)

void SectionsTest::filesAreDivided_data()
{
    QTest::addColumn<Reader>("reader");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("up");
    QTest::addColumn<QString>("down");
    QTest::addColumn<int>("problemLine"); // 0: none
    const auto row = [](const char *name, Reader reader, const char *text, const char *up,
                        const char *down, int line = 0) {
        QTest::newRow(name) << reader << QByteArray(text) << QString::fromUtf8(up)
                            << QString::fromUtf8(down) << line;
    };
    row("dbmate", dbmateSections, "-- head\n\n-- migrate:up\nA;\n-- migrate:down\nB;\n",
        "-- migrate:up/A;", "-- migrate:down/B;");
    row("dbmate, CRLF", dbmateSections, "-- migrate:up\r\nA;\r\n-- migrate:down\r\nB;\r\n",
        "-- migrate:up/A;", "-- migrate:down/B;");
    row("dbmate, without blanks", dbmateSections, "--migrate:up\nA;\n--migrate:down\n",
        "--migrate:up/A;", "--migrate:down");
    row("dbmate, without transaction", dbmateSections,
        "-- migrate:up transaction:false\nA;\n-- migrate:down\nB;",
        "-- migrate:up transaction:false/A;*", "-- migrate:down/B;");
    row("dbmate, several pairs", dbmateSections,
        "-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:up\nC;\n-- migrate:down\nD;",
        "-- migrate:up/A;|-- migrate:up/C;", "-- migrate:down/D;|-- migrate:down/B;");
    row("dbmate, capital letters are none", dbmateSections, "-- Migrate:Up\nA;\n-- migrate:down\n",
        "-", "-- migrate:down", 1);
    row("dbmate, indented is none", dbmateSections, "  -- migrate:up\n-- migrate:down\n", "-",
        "-- migrate:down", 1);
    row("dbmate, no down", dbmateSections, "-- migrate:up\nA;", "-- migrate:up/A;", "-", 1);
    row("dbmate, wrong order", dbmateSections, "-- migrate:down\nB;\n-- migrate:up\nA;",
        "-- migrate:up/A;", "-- migrate:down/B;", 1);
    row("dbmate, text before", dbmateSections, "\nX;\n-- migrate:up\nA;\n-- migrate:down\n",
        "-- migrate:up/A;", "-- migrate:down", 2);

    row("goose", gooseSections, "-- +goose Up\nA;\nB\n  x;\n\n-- +goose Down\nC;\n", "A;|B/  x;",
        "C;");
    row("goose, two on a line", gooseSections, "-- +goose Up\nA; B;\n", "A; B;", "-");
    row("goose, comment behind", gooseSections, "-- +goose Up\nA; -- done\nB;\n", "A; -- done|B;",
        "-");
    row("goose, comments before are left out", gooseSections, "-- +goose Up\n-- note\nA;\n", "A;",
        "-");
    row("goose, comments within stay", gooseSections, "-- +goose Up\nA\n-- note\nB;\n",
        "A/-- note/B;", "-");
    row("goose, block", gooseSections,
        "-- +goose Up\n-- +goose StatementBegin\nA;\nB;\n-- +goose StatementEnd\nC;\n", "A;/B;|C;",
        "-");
    row("goose, without transaction", gooseSections, "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n",
        "A;*", "-");
    row("goose, empty sections", gooseSections, "-- +goose Up\n-- +goose Down\n", "", "");
    row("goose, no semicolon", gooseSections, "-- +goose Up\nA\n", "", "-", 2);
    row("goose, no semicolon before down", gooseSections, "-- +goose Up\nA\n-- +goose Down\n", "",
        "", 3);
    row("goose, no up", gooseSections, "A;\n", "-", "-", 1);
    row("goose, down first", gooseSections, "-- +goose Down\nA;\n", "-", "", 1);
    row("goose, open block", gooseSections, "-- +goose Up\n-- +goose StatementBegin\nA;\n", "", "-",
        3);

    row("node-pg-migrate", nodePgSections, "-- Up Migration\nA;\n-- Down Migration\nB;\n",
        "-- Up Migration/A;", "-- Down Migration/B;");
    row("node-pg-migrate, other spelling", nodePgSections,
        " ---- up   MIGRATION x\nA;\n--down migration\nB;", "---- up   MIGRATION x/A;",
        "--down migration/B;");
    row("node-pg-migrate, down first", nodePgSections, "-- Down Migration\nB;\n-- Up Migration\nA;",
        "-- Up Migration/A;", "-- Down Migration/B;");
    row("node-pg-migrate, plain", nodePgSections, "A;\nB;", "A;/B;", "-");
    row("node-pg-migrate, only down", nodePgSections, "A;\n-- Down Migration\nB;",
        "A;/-- Down Migration/B;", "-- Down Migration/B;", 2);

    row("plain", plainSections, "-- Up\nA;\n-- Down\nB;\n", "-- Up/A;", "-- Down/B;");
    row("plain, any letters", plainSections, "--UP\nA;\n--   down\nB;\n", "--UP/A;",
        "--   down/B;");
    row("plain, words are no directives", plainSections, "-- Up to date\nA;\n-- Downgrade\nB;",
        "-- Up to date/A;/-- Downgrade/B;", "-");
    row("plain, all is up", plainSections, "A;\nB;", "A;/B;", "-");
    row("plain, text before is up", plainSections, "A;\n-- Up\nB;\n-- Down\nC;", "A;|-- Up/B;",
        "-- Down/C;");
    row("plain, comments before are not", plainSections, "-- Adds things\n-- Up\nB;", "-- Up/B;",
        "-");
    row("plain, only down", plainSections, "A;\n-- Down\nC;", "A;", "-- Down/C;");
    row("plain, without transaction", plainSections, "-- Up no-transaction\nA;\n-- Down\nB;",
        "-- Up no-transaction/A;*", "-- Down/B;");
    row("plain, CRLF and byte order mark", plainSections, "-- Up\r\nA;\r\n-- Down\r\nB;",
        "-- Up/A;", "-- Down/B;");
    row("plain, empty", plainSections, "", "", "-");
}

void SectionsTest::filesAreDivided()
{
    QFETCH(Reader, reader);
    QFETCH(QByteArray, text);
    QFETCH(QString, up);
    QFETCH(QString, down);
    QFETCH(int, problemLine);
    const Sections sections = reader(QStringLiteral("/f.sql"), text);
    QCOMPARE(pieces(sections.up, text), up);
    QCOMPARE(pieces(sections.down, text), down);
    QCOMPARE(sections.problem.isEmpty() ? 0 : sections.line, problemLine);
}

void SectionsTest::everyCutIsSurvived()
{
    QFETCH(Reader, reader);
    QFETCH(QByteArray, text);
    for (qsizetype length = 0; length < text.size(); ++length) {
        const QByteArray cut = text.left(length);
        const Sections sections = reader({}, cut);
        QVERIFY(pieces(sections.up, cut) != u"not where it says");
        QVERIFY(pieces(sections.down, cut) != u"not where it says");
    }
}

void SectionsTest::classesAreFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("names");
    const auto row = [](const char *name, const char *text, const char *names) {
        QTest::newRow(name) << QString::fromUtf8(text)
                            << QString::fromUtf8(names).split(u' ', Qt::SkipEmptyParts);
    };
    row("TypeScript",
        "export class A1 implements MigrationInterface { async up() {} async down() {} }", "A1");
    row("own name", "export class A1 implements MigrationInterface { name = 'B2' }", "B2");
    row("own name with type",
        "export class A1 implements MigrationInterface { readonly name: string = \"B2\"; }", "B2");
    row("names elsewhere are not its own",
        "export class A1 implements MigrationInterface { up() { const t = { name: 'x' }; const "
        "name = 'y'; } }",
        "A1");
    row("default export",
        "export default class A1 extends Base implements MigrationInterface, Other<{ a: 1 }> {}",
        "A1");
    row("CommonJS", "module.exports = class A1 { async up(q) {} async down(q) {} }", "A1");
    row("compiled",
        "class A1 { constructor() { this.name = 'B2'; } async up(q) {} async down(q) {} "
        "}\nexports.A1 = A1;",
        "B2");
    row("CommonJS object", "class A1 { up(q) {} down(q) {} }\nmodule.exports = { A1 }", "A1");
    row("ES module", "export class A1 { async up(q) {} async down(q) {} }", "A1");
    row("not exported", "class A1 { up(q) {} down(q) {} }", "");
    row("helpers beside it",
        "class Helper { run() {} }\nexport class A1 implements MigrationInterface { }", "A1");
    row("two",
        "export class A1 implements MigrationInterface {}\nexport class A2 implements "
        "MigrationInterface {}",
        "A1 A2");
    row("in a comment",
        "// export class X implements MigrationInterface {}\n/* class Y implements "
        "MigrationInterface {} */",
        "");
    row("in a string", "const s = 'class X implements MigrationInterface {}';", "");
    row("braces in SQL",
        "export class A1 implements MigrationInterface { up(q) { q.query(`}}} class B implements "
        "MigrationInterface {`) } name = 'B2' }",
        "B2");
    row("cut short", "export class A1 implements MigrationInterface { name = 'B", "B");
    row("nothing behind", "class", "");
}

void SectionsTest::classesAreFound()
{
    QFETCH(QString, text);
    QFETCH(QStringList, names);
    QStringList found;
    for (const TypeOrmClass &each : typeOrmClasses(text))
        found.append(each.name);
    QCOMPARE(found, names);
    for (qsizetype length = 0; length < text.size(); ++length)
        typeOrmClasses(text.left(length));
}

void SectionsTest::importsAreFound()
{
    QCOMPARE(importedFiles(QStringLiteral(
                 "import { A } from './1-A';\nexport * from \"./2-B\";\nimport './3-C.js';\n"
                 "const d = require('./4-D');\nconst t = 'no';")),
             (QStringList{QStringLiteral("./1-A"), QStringLiteral("./2-B"),
                          QStringLiteral("./3-C.js"), QStringLiteral("./4-D")}));
}

QTEST_GUILESS_MAIN(SectionsTest)
#include "sections_test.moc"
