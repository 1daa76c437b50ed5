export declare function toMysql(model: string): string
