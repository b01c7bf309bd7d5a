// Real Lucene 8 for the comparison of speed: one index, searched round by round on demand.
//
//   java -cp JARS LuceneBench FOLDER
//
// Standard input: documents, queries (lists as in LucenePeer.java), then a byte for each round of all queries, 0 to end.
// Standard output, little-endian: milliseconds of building (int64), bytes of the index (int64), bytes of heap (int64); then
// for each round the nanoseconds of each query (int32), analysis included, and the sum of hits (int64), so that nothing is
// optimised away. FOLDER is for the index, which Lucene maps into memory.

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Paths;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.QueryBuilder;

public final class LuceneBench {
    private static final String FIELD = "text";
    private static final int TOP = 10;

    private static final DataInputStream IN = new DataInputStream(new BufferedInputStream(System.in, 1 << 20));
    private static final DataOutputStream OUT = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));

    public static void main(String[] args) throws IOException {
        EnglishAnalyzer analyzer = new EnglishAnalyzer();
        String[] documents = readTexts();
        String[] queries = readTexts();
        try (Directory directory = new MMapDirectory(Paths.get(args[0]))) {
            long started = System.nanoTime();
            IndexWriterConfig config = new IndexWriterConfig(analyzer).setSimilarity(new BM25Similarity()).setRAMBufferSizeMB(512);
            try (IndexWriter writer = new IndexWriter(directory, config)) {
                for (String text : documents) {
                    Document document = new Document();
                    document.add(new TextField(FIELD, text, Field.Store.NO));
                    writer.addDocument(document);
                }

                writer.forceMerge(1);
            }

            writeLong((System.nanoTime() - started) / 1_000_000);
            documents = null;
            long bytes = 0;
            for (String file : directory.listAll()) bytes += directory.fileLength(file);
            writeLong(bytes);
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                QueryBuilder builder = new QueryBuilder(analyzer);
                System.gc();
                writeLong(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
                OUT.flush();
                int[] nanoseconds = new int[queries.length];
                while (IN.read() > 0) round(searcher, builder, queries, nanoseconds);
            }
        }
    }

    private static void round(IndexSearcher searcher, QueryBuilder builder, String[] queries, int[] nanoseconds) throws IOException {
        long hits = 0;
        for (int i = 0; i < queries.length; i++) {
            long started = System.nanoTime();
            Query query = builder.createBooleanQuery(FIELD, queries[i]);
            if (query != null) {
                TopDocs found = searcher.search(query, TOP);
                hits += found.scoreDocs.length;
            }

            nanoseconds[i] = (int) (System.nanoTime() - started);
        }

        for (int time : nanoseconds) OUT.writeInt(Integer.reverseBytes(time));
        writeLong(hits);
        OUT.flush();
    }

    private static String[] readTexts() throws IOException {
        String[] texts = new String[Integer.reverseBytes(IN.readInt())];
        for (int i = 0; i < texts.length; i++) {
            byte[] bytes = new byte[Integer.reverseBytes(IN.readInt()) * 2];
            IN.readFully(bytes);
            char[] units = new char[bytes.length / 2];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().get(units);
            texts[i] = new String(units);
        }

        return texts;
    }

    private static void writeLong(long value) throws IOException {
        OUT.writeLong(Long.reverseBytes(value));
    }
}
